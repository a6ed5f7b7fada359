package dev.slipway.docker;

import dev.slipway.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is not needed any more, away from the path of the steps, and lets those wait who must know that it is gone. Removals
 * are put off a little, so that they do not take the engine's time while steps that run side by side come to their end, unless
 * somebody waits for them. Thread-safe.
 */
final class Cleaner {
  private static final Logger log = LoggerFactory.getLogger(Cleaner.class);
  private static final int WORKERS = 2;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Engine engine;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private final ArrayDeque<Task> queue = new ArrayDeque<>(); // guarded by lock
  private final Set<Task> putOff = new LinkedHashSet<>(); // guarded by lock
  private final Map<String, Integer> open = new HashMap<>(); // guarded by lock
  private int workers; // guarded by lock

  Cleaner(Engine engine, Time time) {
    this.engine = engine;
    this.time = time;
  }

  /** Ends and removes a container of a build, soon. */
  void remove(String buildId, String container) {
    Task task =
        new Task(buildId, "container " + container, () -> Containers.remove(engine, container));
    lock.lock();
    try {
      open.merge(buildId, 1, Integer::sum);
      putOff.add(task);
    } finally {
      lock.unlock();
    }
    time.after(PAUSE, () -> begin(Set.of(task)));
  }

  /** Does something for a build, soon. What it throws is logged: what it left is found by its labels. */
  void later(String buildId, String what, Runnable work) {
    lock.lock();
    try {
      open.merge(buildId, 1, Integer::sum);
      enqueue(new Task(buildId, what, work));
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything that was to be done for a build has been done. */
  void await(String buildId) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open.containsKey(buildId)) {
        begin(putOff.stream().filter(task -> task.buildId.equals(buildId)).toList());
        progress.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything has been done. */
  void awaitAll() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!open.isEmpty()) {
        begin(List.copyOf(putOff));
        progress.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Collection<Task> tasks) {
    lock.lock();
    try {
      for (Task task : tasks) {
        if (putOff.remove(task)) {
          enqueue(task);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Task task) {
    queue.add(task);
    if (workers < WORKERS) {
      workers++;
      time.start("slipway docker cleaner", this::work);
    }
  }

  private void work() {
    for (Task task = next(); task != null; task = next()) {
      try {
        task.work.run();
      } catch (RuntimeException e) {
        log.debug("Build {}: {} is not removed yet", task.buildId, task.what, e);
      } finally {
        done(task);
      }
    }
  }

  private @Nullable Task next() {
    lock.lock();
    try {
      Task task = queue.poll();
      if (task == null) {
        workers--;
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void done(Task task) {
    lock.lock();
    try {
      open.computeIfPresent(task.buildId, (build, count) -> count == 1 ? null : count - 1);
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Compared by identity, because of the work. */
  private record Task(String buildId, String what, Runnable work) {}
}
