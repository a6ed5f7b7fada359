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
  private final Time time;
  private final @Nullable Duration limit;
  private final Duration cleanup;
  private Duration used = Duration.ZERO;
  private int active;
  private long activeSince;
  private Time.@Nullable Timer timer;
  private Time.@Nullable Timer cleanupTimer;

  BuildClock(BuildRun build, BuildFacts facts) {
    this.build = build;
    this.time = facts.time();
    this.limit = facts.pipeline().timeLimit().orElse(null);
    this.cleanup = facts.limits().cleanup();
  }

  void stepActive(boolean begins) {
    active += begins ? 1 : -1;
    if (limit == null) {
      return;
    }
    if (begins && active == 1) {
      activeSince = time.nanos();
      Stop stop = outOfTime(Reason.Limit.BUILD, limit);
      timer = build.after(limit.minus(used), () -> {
        if (active > 0) {
          build.stopping().ask(stop);
        }
      });
    } else if (active == 0) {
      used = used.plusNanos(time.nanos() - activeSince);
      cancel(timer);
    }
  }

  void cleanupBegins() {
    Stop stop = outOfTime(Reason.Limit.CLEANUP, cleanup);
    cleanupTimer = build.after(cleanup, () -> build.stopping().endCleanup(stop));
  }

  void stop() {
    cancel(timer);
    cancel(cleanupTimer);
  }

  private static Stop outOfTime(Reason.Limit limit, Duration time) {
    return new Stop(Outcome.TIMED_OUT, new Reason.OutOfTime(limit, time), true);
  }

  private static void cancel(Time.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
