package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.engine.Standing.Phase;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.model.Artifact;
import dev.slipway.model.Effect;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import dev.slipway.run.RunEvent;
import dev.slipway.run.StepResult;
import dev.slipway.run.StepState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a running build, from the moment nothing before it is open any more: gates, permits, attempts, its end.
 * Everything but {@link #state}, {@link #phase} and {@link #ran} happens behind the build's mailbox.
 */
final class StepRun {
  private final BuildRun build;
  private final BuildFacts facts;
  private final Step step;
  private final int number;
  private final StepAttempts attempts;
  private volatile Standing standing = Standing.PENDING;
  private volatile @Nullable StepClaim claim;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable Object output;
  private List<Artifact> artifacts = List.of();
  private @Nullable GateWalk gates;

  StepRun(BuildRun build, Step step, int number) {
    this.build = build;
    this.facts = build.facts();
    this.step = step;
    this.number = number;
    this.attempts = new StepAttempts(build, this);
  }

  Step step() {
    return step;
  }

  /** Its place among the steps of the pipeline. */
  int number() {
    return number;
  }

  Phase phase() {
    return standing.phase();
  }

  @Nullable
  Outcome outcome() {
    return standing.outcome();
  }

  @Nullable
  Reason reason() {
    return standing.reason();
  }

  /** Whether it ended badly although it must not. */
  boolean isFailure() {
    Outcome outcome = outcome();
    return outcome != null && outcome.isBad() && !step.flow().mayFail();
  }

  @Nullable
  Object output() {
    return output;
  }

  List<Artifact> artifacts() {
    return artifacts;
  }

  /** Returns what is known of its last attempt beside the result; from any thread. */
  Ran ran() {
    return attempts.ran();
  }

  /** Takes over what an earlier process did. */
  void adopt(PriorStep prior, @Nullable Object decodedOutput) {
    startedAt = prior.startedAt();
    attempts.adopt(prior);
    if (prior.outcome() == null) {
      return;
    }
    finishedAt = prior.finishedAt();
    output = decodedOutput;
    artifacts = prior.artifacts();
    standing = new Standing(Phase.DONE, prior.reason(), prior.outcome());
  }

  /** Nothing before the step is open any more, and it is to run. */
  void begin() {
    if (attempts.wasInterrupted()
        && step.work() instanceof Work.Action action
        && action.action().effect() == Effect.OUTSIDE_ONCE) {
      end(notRunnable(new Problem(
          "step '" + step.name() + "'",
          "it was interrupted while it did something that must not be done twice",
          "an end that is known",
          "look what it has done, then run the build again")));
      return;
    }
    GateWalk walk = GateWalk.of(build, this);
    if (walk == null) {
      claim();
    } else {
      gates = walk;
      walk.ask();
    }
  }

  /** A gate is asked; what it said before still holds until it says something else. */
  void asksAt(Reason.WaitingForGate asking) {
    boolean again = reason() instanceof Reason.WaitingForGate before
        && before.gate().equals(asking.gate())
        && phase() == Phase.GATE;
    if (!again) {
      standing = new Standing(Phase.GATE, asking, null);
    }
  }

  void waitAt(Reason.WaitingForGate waiting) {
    Reason clean = facts.secrets().redact(waiting);
    if (!clean.equals(reason())) {
      standing = new Standing(Phase.GATE, clean, null);
      build.record(new RunEvent.StepWaiting(facts.now(), step.name(), clean));
    }
  }

  /** The build is suspended: gates are asked again when it is resumed. */
  void suspend() {
    if (gates != null) {
      gates.close();
    }
  }

  void gateRefused(Problem problem) {
    if (startedAt == null) {
      startedAt = facts.now();
      build.record(new RunEvent.StepStarted(startedAt, step.name()));
    }
    end(notRunnable(facts.secrets().redact(problem)));
  }

  void wakeGate() {
    if (phase() == Phase.GATE && gates != null) {
      gates.wake();
    }
  }

  /** Asks for all that an attempt needs, and begins one when it is there. */
  void claim() {
    StepClaim wanted = new StepClaim(build, this, () -> build.post(this::granted));
    claim = wanted;
    standing = new Standing(Phase.PERMIT, null, null);
    if (wanted.take()) {
      attempts.begin();
    } else if (!wanted.isOnlySlot()) {
      build.record(new RunEvent.StepWaiting(facts.now(), step.name(), wanted.waiting()));
    }
  }

  private void granted() {
    if (phase() == Phase.PERMIT) {
      attempts.begin();
    }
  }

  void releaseClaim() {
    StepClaim held = claim;
    if (held != null) {
      claim = null;
      held.release();
    }
  }

  void attemptBegins(Reason.Running running) {
    standing = new Standing(Phase.RUNNING, running, null);
    if (startedAt == null) {
      startedAt = running.since();
      build.record(new RunEvent.StepStarted(running.since(), step.name()));
    } else {
      build.record(new RunEvent.AttemptStarted(running.since(), step.name(), running.attempt()));
    }
  }

  void waitForRetry(Reason.WaitingForRetry waiting) {
    standing = new Standing(Phase.BACKOFF, waiting, null);
  }

  /** Asks the step to stop, whatever it is doing. */
  void stop(Stop why) {
    switch (phase()) {
      case PENDING, DONE -> {}
      case GATE -> skipOrEnd(why);
      case PERMIT -> {
        releaseClaim();
        skipOrEnd(why);
      }
      case BACKOFF -> {
        attempts.cancelRetry();
        end(AttemptResult.bad(why.outcome(), why.reason()));
      }
      case RUNNING -> attempts.stop(why);
    }
  }

  private void skipOrEnd(Stop why) {
    if (startedAt == null) {
      skip(why.reason());
    } else {
      end(AttemptResult.bad(why.outcome(), why.reason()));
    }
  }

  /** The step does not begin, or not again if a process died that was running it. */
  void notBegun(Reason why) {
    Stop stopped = build.stopping().forbids(step.flow().trigger());
    skipOrEnd(new Stop(stopped == null ? Outcome.CANCELLED : stopped.outcome(), why, true));
  }

  /** The step will not run. */
  private void skip(Reason why) {
    Instant now = facts.now();
    close(Outcome.SKIPPED, why, now);
    build.record(new RunEvent.StepSkipped(now, step.name(), why));
    build.stepEnded(this);
  }

  /** The step has ended. */
  void end(AttemptResult result) {
    output = result.output();
    artifacts = result.artifacts();
    Instant now = facts.now();
    close(result.outcome(), result.reason(), now);
    Ran ran = ran();
    build.record(new RunEvent.StepFinished(
        now,
        step.name(),
        attempts.number(),
        result.outcome(),
        result.reason(),
        storable(output),
        artifacts,
        ran.images(),
        ran.changes(),
        ran.shell()));
    build.stepEnded(this);
  }

  private static AttemptResult notRunnable(Problem problem) {
    return AttemptResult.bad(Outcome.ERRORED, new Reason.NotRunnable(List.of(problem)));
  }

  private void close(Outcome how, Reason why, Instant now) {
    finishedAt = now;
    standing = new Standing(Phase.DONE, why, how);
    if (gates != null) {
      gates.close();
    }
  }

  /** The output as it may be stored; null where it cannot be, so that the step runs again when the build is resumed. */
  private @Nullable String storable(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      String text = Json.write(value);
      return facts.secrets().redact(text).equals(text) ? text : null;
    } catch (JsonException notStorable) {
      return null;
    }
  }

  /** Returns where the step stands, or empty while it waits for steps before it; from any thread. */
  Optional<StepState> state() {
    StepClaim asked = claim;
    Standing now = standing;
    Reason why = now.phase() == Phase.PERMIT ? waitingForPermit(asked) : now.reason();
    if (now.phase() == Phase.PENDING || why == null) {
      return Optional.empty();
    }
    StepState.Phase phase = switch (now.phase()) {
      case PENDING, GATE, PERMIT, BACKOFF -> StepState.Phase.WAITING;
      case RUNNING -> StepState.Phase.RUNNING;
      case DONE -> StepState.Phase.ENDED;
    };
    return Optional.of(new StepState(step.name(), phase, now.outcome(), why));
  }

  private Reason waitingForPermit(@Nullable StepClaim asked) {
    return asked == null
        ? new Reason.WaitingForPermit(Permits.SLOT, List.of(), facts.now())
        : asked.waiting();
  }

  StepResult result() {
    Standing end = standing;
    Ran ran = ran();
    return new StepResult(
        step.name(),
        end.outcome() == null ? Outcome.SKIPPED : end.outcome(),
        end.reason() == null ? AttemptResult.COMPLETED : end.reason(),
        attempts.number(),
        startedAt,
        finishedAt == null ? facts.now() : finishedAt,
        output,
        artifacts,
        ran.images(),
        ran.changes(),
        ran.shell());
  }
}
