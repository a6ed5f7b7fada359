package dev.slipway.engine;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.engine.Standing.Phase;
import dev.slipway.model.Effect;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import dev.slipway.run.RunEvent;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of a step, one after the other: each is launched, asked to stop, given up, and followed by a wait for the next or
 * by the end of the step. Behind the build's mailbox, apart from {@link #ran}; an attempt asks for
 * {@link #number} and {@link #wasInterrupted} from its own thread.
 */
final class StepAttempts {
  private final BuildRun build;
  private final BuildFacts facts;
  private final StepRun run;
  private final Step step;

  private int number;
  private boolean interrupted;
  private volatile @Nullable Attempt current;
  private volatile Ran ran = Ran.NOTHING;
  private @Nullable Stop stop;
  private @Nullable StepClock clock;
  private Time.@Nullable Timer backoff;

  StepAttempts(BuildRun build, StepRun run) {
    this.build = build;
    this.facts = build.facts();
    this.run = run;
    this.step = run.step();
  }

  /** Takes over what an earlier process did. */
  void adopt(PriorStep prior) {
    number = prior.attempt();
    interrupted = prior.interrupted();
    ran = prior.ran();
  }

  /** The number of the last one, 0 if there was none. */
  int number() {
    return number;
  }

  /** Whether the last one was cut off by the death of a process. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** Returns what is known of the last one beside the result; from any thread. */
  Ran ran() {
    Attempt running = current;
    return running == null ? ran : running.ran();
  }

  /** Whether this is the one that is being waited for. */
  boolean isAtWork(@Nullable Attempt one) {
    return run.phase() == Phase.RUNNING && current == one;
  }

  /** Begins the next one, or again the one that was cut off. */
  void begin() {
    if (!interrupted) {
      number++;
    }
    stop = null;
    run.attemptBegins(new Reason.Running(number, facts.now()));
    if (step.work() instanceof Work.Action action && action.action().effect() != Effect.INSIDE) {
      build.effect(build::syncJournal);
    }
    build.effect(this::launch);
    build.stepBegins(run);
    build.stepActive(true);
  }

  private void launch() {
    Reason broken = build.broken();
    if (broken != null) {
      notLaunched(broken);
      return;
    }
    Attempt next;
    try {
      next = new Attempt(build, this, step, number);
    } catch (SlipwayException e) {
      notLaunched(new Reason.NotRunnable(e.problems()));
      return;
    }
    current = next;
    if (stop != null) {
      next.requestStop();
      waitForEnd(next);
    }
    next.start();
    if (clock == null) {
      clock = StepClock.of(build, run);
    }
    if (clock != null) {
      clock.attemptStarted(next);
    }
  }

  private void notLaunched(Reason why) {
    build.post(() -> ended(null, AttemptResult.bad(Outcome.ERRORED, why)));
  }

  /** Asks the one that runs to stop; a stop that is final counts for more than one that is not. */
  void stop(Stop why) {
    if (stop != null && (stop.isFinal() || !why.isFinal())) {
      return;
    }
    boolean first = stop == null;
    stop = why;
    Attempt running = current;
    if (first && running != null) {
      build.effect(running::requestStop);
      waitForEnd(running);
    }
  }

  private void waitForEnd(Attempt running) {
    Duration patience = patience();
    build.after(patience, () -> abandon(running, patience));
  }

  /** How long the end of an attempt is waited for: commands are first asked, then killed. */
  private Duration patience() {
    EngineLimits limits = facts.limits();
    return step.work() instanceof Work.Commands
        ? limits.grace().plus(limits.abandonAfter())
        : limits.abandonAfter();
  }

  private void abandon(Attempt running, Duration patience) {
    if (current == running && stop != null) {
      build.ending().leftOver();
      build.effect(running::abandon);
      AttemptResult result =
          AttemptResult.bad(stop.outcome(), new Reason.Abandoned(stop.reason(), patience));
      stop = null;
      ended(result, true);
    }
  }

  /** One is over; null stands for one that could not be launched. */
  void ended(@Nullable Attempt one, AttemptResult result) {
    if (!isAtWork(one)) {
      return; // it was abandoned before
    }
    Stop why = stop;
    if (why == null) {
      ended(result, false);
    } else {
      ended(AttemptResult.bad(why.outcome(), why.reason()), why.isFinal());
    }
  }

  private void ended(AttemptResult result, boolean isFinal) {
    ran = ran();
    current = null;
    interrupted = false;
    run.releaseClaim();
    Duration left = clock == null ? null : clock.attemptEnded();
    boolean again = result.outcome().isBad() && !isFinal && !build.stopping().forbidsRetry(run);
    if (!again || !step.retry().again(number, result.outcome())) {
      build.stepActive(false);
      run.end(result);
      return;
    }
    Duration delay = step.retry().delayAfter(number, facts.parts().random());
    if (clock != null && left != null && delay.compareTo(left) >= 0) {
      build.stepActive(false);
      run.end(AttemptResult.bad(Outcome.TIMED_OUT, clock.stepReason()));
      return;
    }
    waitForNext(result, delay);
  }

  private void waitForNext(AttemptResult failed, Duration delay) {
    Instant next = facts.now().plus(delay);
    build.record(new RunEvent.AttemptFailed(
        facts.now(), step.name(), number, failed.outcome(), failed.reason(), next));
    run.waitForRetry(new Reason.WaitingForRetry(number + 1, next));
    if (clock != null) {
      clock.waits(delay);
    }
    backoff = build.after(delay, () -> {
      if (run.phase() == Phase.BACKOFF) {
        build.stepActive(false); // a delay is time of the build, waiting for a slot is not
        run.claim();
      }
    });
  }

  /** No next one is waited for any more. */
  void cancelRetry() {
    if (backoff != null) {
      backoff.cancel();
    }
    build.stepActive(false);
  }
}
