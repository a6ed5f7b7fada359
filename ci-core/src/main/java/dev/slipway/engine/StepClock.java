package dev.slipway.engine;

import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.TimeLimits;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches the time limits of a step. Behind the build's mailbox. */
final class StepClock {
  private final BuildRun build;
  private final Time time;
  private final StepRun run;
  private final TimeLimits limits;
  private final List<Time.Timer> timers = new ArrayList<>();
  private Duration used = Duration.ZERO;
  private long startedNanos;
  private @Nullable Attempt watched;

  private StepClock(BuildRun build, StepRun run) {
    this.build = build;
    this.time = build.facts().time();
    this.run = run;
    this.limits = run.step().limits();
  }

  /** Returns a clock, or null for a step without limits. */
  static @Nullable StepClock of(BuildRun build, StepRun run) {
    return run.step().limits().equals(TimeLimits.none()) ? null : new StepClock(build, run);
  }

  void attemptStarted(Attempt attempt) {
    watched = attempt;
    startedNanos = time.nanos();
    if (limits.attempt() != null) {
      Reason reason = new Reason.OutOfTime(Reason.Limit.ATTEMPT, limits.attempt());
      timers.add(build.after(limits.attempt(), () -> stop(attempt, reason, false)));
    }
    if (limits.step() != null) {
      timers.add(build.after(limits.step().minus(used), () -> stop(attempt, stepReason(), true)));
    }
    if (limits.silence() != null) {
      listen(attempt, limits.silence(), limits.silence());
    }
  }

  /** Returns how much is left for the step, or null where that has no limit. */
  @Nullable
  Duration attemptEnded() {
    watched = null;
    timers.forEach(Time.Timer::cancel);
    timers.clear();
    used = used.plusNanos(time.nanos() - startedNanos);
    return limits.step() == null ? null : limits.step().minus(used);
  }

  void waits(Duration delay) {
    used = used.plus(delay);
  }

  Reason stepReason() {
    return new Reason.OutOfTime(Reason.Limit.STEP, limits.step() == null ? used : limits.step());
  }

  private void listen(Attempt attempt, Duration silence, Duration delay) {
    timers.add(build.after(delay, () -> {
      Duration quiet = Duration.ofNanos(time.nanos() - attempt.lastOutput());
      if (quiet.compareTo(silence) >= 0) {
        stop(attempt, new Reason.OutOfTime(Reason.Limit.SILENCE, silence), false);
      } else if (watched == attempt) {
        timers.remove(timers.size() - 1);
        listen(attempt, silence, silence.minus(quiet));
      }
    }));
  }

  private void stop(Attempt attempt, Reason reason, boolean isFinal) {
    if (watched == attempt) {
      run.stop(new Stop(Outcome.TIMED_OUT, reason, isFinal));
    }
  }
}
