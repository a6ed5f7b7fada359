package dev.slipway.engine;

import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Trigger;
import dev.slipway.run.RunEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stops a build before all its steps have ended, and says from then on what must not begin any more. Behind the build's mailbox.
 */
final class Stopping {
  private final BuildRun build;
  private final BuildFacts facts;
  private final Preparing preparing;
  private final BuildClock clock;
  private volatile @Nullable Stop asked;
  private @Nullable Stop cleanupOver;

  Stopping(BuildRun build, BuildFacts facts, Preparing preparing, BuildClock clock) {
    this.build = build;
    this.facts = facts;
    this.preparing = preparing;
    this.clock = clock;
  }

  /** Returns why the build was asked to stop, or null. */
  @Nullable
  Stop asked() {
    return asked;
  }

  /** Takes over what an earlier process was asked. */
  void adopt(@Nullable Stop before) {
    asked = before;
  }

  /** Asks the build to stop. */
  void ask(Stop stop) {
    if (build.isOver() || asked != null) {
      return;
    }
    asked = stop;
    build.record(new RunEvent.CancelRequested(facts.now(), stop.outcome(), stop.reason()));
    if (build.walk() == null) {
      stopPreparing();
      return;
    }
    clock.cleanupBegins();
    stopSteps(stop, false);
    build.finishIfOver();
  }

  /** The time of steps that run in any case is up. */
  void endCleanup(Stop stop) {
    cleanupOver = stop;
    stopSteps(stop, true);
  }

  /** The build can no longer be recorded or driven. */
  void breakDown(Reason reason) {
    Stop stop = new Stop(Outcome.ERRORED, reason, true);
    asked = stop;
    if (build.walk() == null) {
      stopPreparing();
    } else {
      stopSteps(stop, true);
      build.finishIfOver();
    }
  }

  /** The engine is being closed; a build that only waits at gates goes on when it is resumed. */
  void close() {
    if (!onlyWaits()) {
      ask(new Stop(Outcome.CANCELLED, new Reason.Cancelled("the engine was closed"), true));
    } else if (!build.isOver() && asked == null) {
      build.suspend();
    }
  }

  private boolean onlyWaits() {
    boolean waits = false;
    for (StepRun step : facts.steps()) {
      switch (step.phase()) {
        case GATE -> waits = true;
        case PENDING, DONE -> {}
        case PERMIT, RUNNING, BACKOFF -> {
          return false;
        }
      }
    }
    return waits;
  }

  /** Interrupts the preparation; when it does not heed that, nothing waits for it any more. */
  private void stopPreparing() {
    build.effect(preparing::requestStop);
    Duration patience = facts.limits().abandonAfter();
    build.after(patience, () -> {
      Stop stop = asked;
      if (build.walk() == null && !build.isOver() && stop != null) {
        build.finish(stop.outcome(), new Reason.Abandoned(stop.reason(), patience));
      }
    });
  }

  private void stopSteps(Stop stop, boolean always) {
    for (StepRun step : facts.steps()) {
      if (always || step.step().flow().trigger() != Trigger.ALWAYS) {
        step.stop(stop);
      }
    }
  }

  /** Returns why a step with this trigger must not begin any more, or null. */
  @Nullable
  Stop forbids(Trigger trigger) {
    if (trigger != Trigger.ALWAYS || build.broken() != null) {
      return asked;
    }
    return cleanupOver;
  }

  /** Whether a step must not try again. */
  boolean forbidsRetry(StepRun step) {
    GraphWalk walk = build.walk();
    return switch (step.step().flow().trigger()) {
      case ON_SUCCESS ->
        asked != null || (walk != null && walk.stopperOf(step.number()).isPresent());
      case ON_FAILURE -> asked != null;
      case ALWAYS -> cleanupOver != null || build.broken() != null;
    };
  }
}
