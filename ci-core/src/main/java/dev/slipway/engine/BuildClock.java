package dev.slipway.engine;

import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches the time limit of a build, which runs only while a step does, and the one for steps that run after a cancellation.
 * Behind the build's mailbox.
 */
final class BuildClock {
  private final BuildRun build;
  private final @Nullable Duration limit;
  private final Duration cleanup;
  private Duration used = Duration.ZERO;
  private int active;
  private long activeSince;
  private Time.@Nullable Timer timer;
  private Time.@Nullable Timer cleanupTimer;

  BuildClock(BuildRun build, @Nullable Duration limit, Duration cleanup) {
    this.build = build;
    this.limit = limit;
    this.cleanup = cleanup;
  }

  void stepActive(boolean begins) {
    active += begins ? 1 : -1;
    if (limit == null) {
      return;
    }
    if (begins && active == 1) {
      activeSince = build.time().nanos();
      Duration whole = limit;
      timer = build.after(limit.minus(used), () -> {
        if (active > 0) {
          build.stop(
              new Stop(Outcome.TIMED_OUT, new Reason.OutOfTime(Reason.Limit.BUILD, whole), true));
        }
      });
    } else if (active == 0) {
      used = used.plusNanos(build.time().nanos() - activeSince);
      cancel(timer);
    }
  }

  void cleanupBegins() {
    cleanupTimer = build.after(
        cleanup,
        () -> build.endCleanup(new Stop(
            Outcome.TIMED_OUT, new Reason.OutOfTime(Reason.Limit.CLEANUP, cleanup), true)));
  }

  void stop() {
    cancel(timer);
    cancel(cleanupTimer);
  }

  private static void cancel(Time.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
