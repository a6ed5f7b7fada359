package dev.slipway.console;

import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A time that passes when told, on one thread. */
final class ManualTime implements Time {
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final List<Task> tasks = new ArrayList<>();
  private long nanos;

  private record Task(long due, Runnable work) {}

  void advance(Duration duration) {
    long end = nanos + duration.toNanos();
    while (true) {
      Task next = tasks.stream()
          .filter(task -> task.due() <= end)
          .min(Comparator.comparingLong(Task::due))
          .orElse(null);
      if (next == null) {
        break;
      }
      tasks.remove(next);
      nanos = Math.max(nanos, next.due());
      next.work().run();
    }
    nanos = end;
  }

  int timers() {
    return tasks.size();
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos);
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void sleep(Duration duration) {
    throw new UnsupportedOperationException("nothing here sleeps");
  }

  @Override
  public Timer after(Duration delay, Runnable work) {
    Task task = new Task(nanos + delay.toNanos(), work);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  @Override
  public Worker start(String name, Runnable work) {
    throw new UnsupportedOperationException("nothing here needs a thread");
  }
}
