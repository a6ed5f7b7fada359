package dev.slipway.docker;

import dev.slipway.model.ServiceGroup;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.SessionSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Services that the steps of a group share: the first step starts them, the others wait for it. Thread-safe. */
final class ServiceGroups {
  private final Docker docker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Group> groups = new HashMap<>(); // guarded by lock

  ServiceGroups(Docker docker) {
    this.docker = docker;
  }

  /** Returns the services of a group when all of them are ready. */
  RunningServices running(SessionSpec spec, ServiceGroup shared, boolean internal, OutputSink log)
      throws InterruptedException {
    String buildId = spec.buildId();
    Group group = group(new Key(buildId, shared.group()));
    group.lock.lockInterruptibly();
    try {
      if (group.running == null) {
        String place =
            shared.group().isEmpty() ? "build " + buildId : "group '" + shared.group() + "'";
        RunningServices fresh =
            new RunningServices(docker, place, spec, shared.services(), internal);
        fresh.start(log);
        group.running = fresh;
      } else {
        group.running.addReader(log);
      }
      return group.running;
    } finally {
      group.lock.unlock();
    }
  }

  /** Ends the services of a group that is over. */
  void end(String buildId, String group) {
    lock.lock();
    try {
      stop(groups.remove(new Key(buildId, group)));
    } finally {
      lock.unlock();
    }
  }

  /** Ends all services of a build that is over. */
  void buildIsOver(String buildId) {
    lock.lock();
    try {
      groups.entrySet().removeIf(entry -> {
        boolean hit = entry.getKey().buildId.equals(buildId);
        if (hit) {
          stop(entry.getValue());
        }
        return hit;
      });
    } finally {
      lock.unlock();
    }
  }

  private Group group(Key key) {
    lock.lock();
    try {
      return groups.computeIfAbsent(key, any -> new Group());
    } finally {
      lock.unlock();
    }
  }

  private static void stop(@Nullable Group group) {
    if (group == null) {
      return;
    }
    group.lock.lock();
    try {
      if (group.running != null) {
        group.running.stop();
        group.running = null;
      }
    } finally {
      group.lock.unlock();
    }
  }

  private record Key(String buildId, String group) {}

  private static final class Group {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable RunningServices running; // guarded by lock
  }
}
