package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
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
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a running build, from the moment nothing before it is open any more: gates, permits, attempts, the waits between
 * them, its end. Everything but {@link #state} happens behind the build's mailbox.
 */
final class StepRun {
  private final BuildRun build;
  private final BuildFacts facts;
  private final Step step;
  private final int number;
  private volatile Standing standing = Standing.PENDING;
  private volatile Permits.@Nullable Claim claim;

  private int attempt;
  private boolean interrupted;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable Object output;
  private List<Artifact> artifacts = List.of();
  private @Nullable GateWalk gates;
  private volatile @Nullable Attempt current;
  private volatile Ran ran = Ran.NOTHING;
  private @Nullable Stop stop;
  private @Nullable StepClock clock;
  private Time.@Nullable Timer backoff;

  StepRun(BuildRun build, Step step, int number) {
    this.build = build;
    this.facts = build.facts();
    this.step = step;
    this.number = number;
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

  /** Whether it did not end well and had to. */
  boolean isFailure() {
    Outcome outcome = outcome();
    return outcome != null && outcome.isBad() && !step.flow().mayFail();
  }

  int attempt() {
    return attempt;
  }

  /** Whether its last attempt was cut off by the death of a process. */
  boolean wasInterrupted() {
    return interrupted;
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
    Attempt running = current;
    return running == null ? ran : running.ran();
  }

  /** Takes over what an earlier process did. */
  void adopt(PriorStep prior, @Nullable Object decodedOutput) {
    startedAt = prior.startedAt();
    attempt = prior.attempt();
    interrupted = prior.interrupted();
    if (prior.outcome() == null) {
      return;
    }
    finishedAt = prior.finishedAt();
    output = decodedOutput;
    artifacts = prior.artifacts();
    ran = prior.ran();
    standing = new Standing(Phase.DONE, prior.reason(), prior.outcome());
  }

  /** Nothing before the step is open any more, and it is to run. */
  void begin() {
    if (interrupted
        && step.work() instanceof Work.Action action
        && action.action().effect() == Effect.OUTSIDE_ONCE) {
      end(
          Outcome.ERRORED,
          new Reason.NotRunnable(List.of(new Problem(
              "step '" + step.name() + "'",
              "it was interrupted while it did something that must not be done twice",
              "an end that is known",
              "look what it has done, then run the build again"))),
          null,
          List.of());
      return;
    }
    GateWalk walk = GateWalk.of(build, this);
    if (walk == null) {
      requestPermit();
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

  void gatesOpen() {
    requestPermit();
  }

  void gateRefused(Problem problem) {
    if (startedAt == null) {
      startedAt = facts.now();
      build.record(new RunEvent.StepStarted(startedAt, step.name()));
    }
    end(
        Outcome.ERRORED,
        new Reason.NotRunnable(List.of(facts.secrets().redact(problem))),
        null,
        List.of());
  }

  void wakeGate() {
    if (phase() == Phase.GATE && gates != null) {
      gates.wake();
    }
  }

  private void requestPermit() {
    Map<String, Integer> wants = Wants.of(facts, step, number);
    Permits.Claim wanted = new Permits.Claim(
        "step '" + step.name() + "' of build " + facts.id(),
        wants,
        () -> build.post(this::permitGranted),
        facts.now());
    claim = wanted;
    standing = new Standing(Phase.PERMIT, null, null);
    if (build.permits().take(wanted)) {
      startAttempt();
    } else if (!wants.isEmpty()) {
      Permits.Blocked blocked = build.permits().blocked(wanted);
      build.record(new RunEvent.StepWaiting(
          facts.now(),
          step.name(),
          new Reason.WaitingForPermit(blocked.permit(), blocked.holders(), wanted.since())));
    }
  }

  private void permitGranted() {
    if (phase() == Phase.PERMIT) {
      startAttempt();
    }
  }

  private void startAttempt() {
    Instant now = facts.now();
    if (!interrupted) {
      attempt++;
    }
    stop = null;
    standing = new Standing(Phase.RUNNING, new Reason.Running(attempt, now), null);
    if (startedAt == null) {
      startedAt = now;
      build.record(new RunEvent.StepStarted(now, step.name()));
    } else {
      build.record(new RunEvent.AttemptStarted(now, step.name(), attempt));
    }
    if (step.work() instanceof Work.Action action && action.action().effect() != Effect.INSIDE) {
      build.effect(build::syncJournal);
    }
    build.effect(this::launch);
    build.stepBegins(this);
    build.stepActive(true);
  }

  private void launch() {
    Reason broken = build.broken();
    if (broken != null) {
      build.post(() -> attemptEnded(null, AttemptResult.bad(Outcome.ERRORED, broken)));
      return;
    }
    Attempt next;
    try {
      next = new Attempt(build, this, attempt);
    } catch (SlipwayException e) {
      Reason noLog = new Reason.NotRunnable(e.problems());
      build.post(() -> attemptEnded(null, AttemptResult.bad(Outcome.ERRORED, noLog)));
      return;
    }
    current = next;
    if (stop != null) {
      next.requestStop();
      waitForEnd(next);
    }
    next.start();
    if (clock == null) {
      clock = StepClock.of(build, this);
    }
    if (clock != null) {
      clock.attemptStarted(next);
    }
  }

  /** Asks the step to stop, whatever it is doing. */
  void stop(Stop why) {
    switch (phase()) {
      case PENDING, DONE -> {}
      case GATE -> skipOrEnd(why);
      case PERMIT -> {
        releasePermit();
        skipOrEnd(why);
      }
      case BACKOFF -> {
        if (backoff != null) {
          backoff.cancel();
        }
        build.stepActive(false);
        end(why.outcome(), why.reason(), null, List.of());
      }
      case RUNNING -> stopRunning(why);
    }
  }

  private void stopRunning(Stop why) {
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

  /** An attempt is over. */
  void attemptEnded(@Nullable Attempt ended, AttemptResult result) {
    if (phase() != Phase.RUNNING || current != ended) {
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
    releasePermit();
    Duration left = clock == null ? null : clock.attemptEnded();
    boolean again = result.outcome().isBad() && !isFinal && !build.stopping().forbidsRetry(this);
    if (!again || !step.retry().again(attempt, result.outcome())) {
      build.stepActive(false);
      end(result.outcome(), result.reason(), result.output(), result.artifacts());
      return;
    }
    Duration delay = step.retry().delayAfter(attempt, facts.parts().random());
    if (left != null && delay.compareTo(left) >= 0) {
      build.stepActive(false);
      end(Outcome.TIMED_OUT, clock().stepReason(), null, List.of());
      return;
    }
    Instant next = facts.now().plus(delay);
    build.record(new RunEvent.AttemptFailed(
        facts.now(), step.name(), attempt, result.outcome(), result.reason(), next));
    standing = new Standing(Phase.BACKOFF, new Reason.WaitingForRetry(attempt + 1, next), null);
    if (clock != null) {
      clock.waits(delay);
    }
    backoff = build.after(delay, () -> {
      if (phase() == Phase.BACKOFF) {
        build.stepActive(false); // a delay is time of the build, waiting for a slot is not
        requestPermit();
      }
    });
  }

  private StepClock clock() {
    if (clock == null) {
      throw new IllegalStateException("step '" + step.name() + "' has no time limit");
    }
    return clock;
  }

  private void skipOrEnd(Stop why) {
    if (startedAt == null) {
      skip(why.reason());
    } else {
      end(why.outcome(), why.reason(), null, List.of());
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

  private void end(Outcome how, Reason why, @Nullable Object value, List<Artifact> produced) {
    output = value;
    artifacts = produced;
    Instant now = facts.now();
    close(how, why, now);
    build.record(new RunEvent.StepFinished(
        now,
        step.name(),
        attempt,
        how,
        why,
        storable(value),
        produced,
        ran.images(),
        ran.changes(),
        ran.shell()));
    build.stepEnded(this);
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

  private void releasePermit() {
    Permits.Claim held = claim;
    if (held != null) {
      claim = null;
      build.permits().release(held);
    }
  }

  /** Whether this is the attempt that is being waited for. */
  boolean isAtWorkOn(Attempt one) {
    return phase() == Phase.RUNNING && current == one;
  }

  /** Returns where the step stands, or empty while it waits for steps before it; from any thread. */
  Optional<StepState> state() {
    Permits.Claim asked = claim;
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

  private Reason waitingForPermit(Permits.@Nullable Claim asked) {
    if (asked == null) {
      return new Reason.WaitingForPermit(Permits.SLOT, List.of(), facts.now());
    }
    Permits.Blocked blocked = build.permits().blocked(asked);
    return new Reason.WaitingForPermit(blocked.permit(), blocked.holders(), asked.since());
  }

  StepResult result() {
    Standing end = standing;
    return new StepResult(
        step.name(),
        end.outcome() == null ? Outcome.SKIPPED : end.outcome(),
        end.reason() == null ? AttemptResult.COMPLETED : end.reason(),
        attempt,
        startedAt,
        finishedAt == null ? facts.now() : finishedAt,
        output,
        artifacts,
        ran.images(),
        ran.changes(),
        ran.shell());
  }
}
