package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
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
  /** Where the step stands. */
  enum Phase {
    PENDING,
    GATE,
    PERMIT,
    RUNNING,
    BACKOFF,
    DONE
  }

  private final BuildRun build;
  private final Step step;
  private final int number;
  private volatile Phase phase = Phase.PENDING;
  private volatile @Nullable Reason reason;
  private volatile @Nullable Outcome outcome;
  private volatile Permits.@Nullable Claim claim;

  private int attempt;
  private boolean interrupted;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable Object output;
  private List<Artifact> artifacts = List.of();
  private @Nullable GateWalk gates;
  private @Nullable Attempt current;
  private @Nullable Stop stop;
  private @Nullable StepClock clock;
  private Time.@Nullable Timer backoff;

  StepRun(BuildRun build, Step step, int number) {
    this.build = build;
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
    return phase;
  }

  @Nullable
  Outcome outcome() {
    return outcome;
  }

  @Nullable
  Reason reason() {
    return reason;
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

  /** Takes over what an earlier process did. */
  void adopt(PriorStep prior, @Nullable Object decodedOutput) {
    startedAt = prior.startedAt();
    attempt = prior.attempt();
    if (prior.outcome() == null) {
      interrupted = prior.attempt() > 0;
      return;
    }
    outcome = prior.outcome();
    reason = prior.reason();
    finishedAt = prior.finishedAt();
    output = decodedOutput;
    artifacts = prior.artifacts();
    phase = Phase.DONE;
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
      phase = Phase.GATE;
      walk.ask();
    }
  }

  void waitAt(Reason.WaitingForGate waiting) {
    boolean news =
        !(reason instanceof Reason.WaitingForGate before && before.why().equals(waiting.why()));
    reason = waiting;
    if (news) {
      build.record(new RunEvent.StepWaiting(build.now(), step.name(), waiting));
    }
  }

  void gatesOpen() {
    requestPermit();
  }

  void gateRefused(Problem problem) {
    if (startedAt == null) {
      startedAt = build.now();
      build.record(new RunEvent.StepStarted(startedAt, step.name()));
    }
    end(
        Outcome.ERRORED,
        new Reason.NotRunnable(List.of(build.secrets().redact(problem))),
        null,
        List.of());
  }

  void wakeGate() {
    if (phase == Phase.GATE && gates != null) {
      gates.wake();
    }
  }

  private void requestPermit() {
    phase = Phase.PERMIT;
    Map<String, Integer> wants = Wants.of(build, step, number);
    Permits.Claim wanted = new Permits.Claim(
        "step '" + step.name() + "' of build " + build.id(),
        wants,
        () -> build.post(this::permitGranted),
        build.now());
    claim = wanted;
    if (build.permits().take(wanted)) {
      startAttempt();
    } else if (!wants.isEmpty()) {
      Permits.Blocked blocked = build.permits().blocked(wanted);
      build.record(new RunEvent.StepWaiting(
          build.now(),
          step.name(),
          new Reason.WaitingForPermit(blocked.permit(), blocked.holders(), wanted.since())));
    }
  }

  private void permitGranted() {
    if (phase == Phase.PERMIT) {
      startAttempt();
    }
  }

  private void startAttempt() {
    Instant now = build.now();
    if (!interrupted || attempt == 0) {
      attempt++;
    }
    phase = Phase.RUNNING;
    stop = null;
    reason = new Reason.Running(attempt, now);
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
    build.stepActive(true);
  }

  private void launch() {
    Reason broken = build.broken();
    if (broken != null) {
      build.post(() -> attemptEnded(null, AttemptResult.bad(Outcome.ERRORED, broken)));
      return;
    }
    Attempt next = new Attempt(build, this, attempt);
    current = next;
    if (stop != null) {
      next.requestStop();
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
    switch (phase) {
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
      Duration patience = patience();
      build.after(patience, () -> abandon(running, patience));
    }
  }

  /** How long the end of an attempt is waited for: commands are first asked, then killed. */
  private Duration patience() {
    EngineLimits limits = build.limits();
    return step.work() instanceof Work.Commands
        ? limits.grace().plus(limits.abandonAfter())
        : limits.abandonAfter();
  }

  private void abandon(Attempt running, Duration patience) {
    if (current == running && stop != null) {
      build.leftOver();
      AttemptResult result =
          AttemptResult.bad(stop.outcome(), new Reason.Abandoned(stop.reason(), patience));
      stop = null;
      ended(result, true);
    }
  }

  /** An attempt is over. */
  void attemptEnded(@Nullable Attempt ended, AttemptResult result) {
    if (phase != Phase.RUNNING || current != ended) {
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
    current = null;
    interrupted = false;
    releasePermit();
    build.stepActive(false);
    Duration left = clock == null ? null : clock.attemptEnded();
    boolean again = result.outcome().isBad() && !isFinal && !build.isStopping(this);
    if (!again || !step.retry().again(attempt, result.outcome())) {
      end(result.outcome(), result.reason(), result.output(), result.artifacts());
      return;
    }
    Duration delay = step.retry().delayAfter(attempt, build.random());
    if (left != null && delay.compareTo(left) >= 0) {
      end(Outcome.TIMED_OUT, clock().stepReason(), null, List.of());
      return;
    }
    Instant next = build.now().plus(delay);
    build.record(new RunEvent.AttemptFailed(
        build.now(), step.name(), attempt, result.outcome(), result.reason(), next));
    phase = Phase.BACKOFF;
    reason = new Reason.WaitingForRetry(attempt + 1, next);
    if (clock != null) {
      clock.waits(delay);
    }
    backoff = build.after(delay, () -> {
      if (phase == Phase.BACKOFF) {
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

  /** The step will not run. */
  void skip(Reason why) {
    Instant now = build.now();
    close(Outcome.SKIPPED, why, now);
    build.record(new RunEvent.StepSkipped(now, step.name(), why));
    build.stepEnded(this);
  }

  private void end(Outcome how, Reason why, @Nullable Object value, List<Artifact> produced) {
    output = value;
    artifacts = produced;
    Instant now = build.now();
    close(how, why, now);
    build.record(
        new RunEvent.StepFinished(now, step.name(), attempt, how, why, storable(value), produced));
    build.stepEnded(this);
  }

  private void close(Outcome how, Reason why, Instant now) {
    outcome = how;
    reason = why;
    finishedAt = now;
    phase = Phase.DONE;
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
      return build.secrets().redact(text).equals(text) ? text : null;
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

  /** Returns where the step stands; from any thread. */
  Optional<StepState> state() {
    Phase now = phase;
    Reason why = reason;
    Permits.Claim held = claim;
    return switch (now) {
      case PENDING -> Optional.empty();
      case PERMIT -> {
        Permits.Blocked blocked = held == null
            ? new Permits.Blocked(Permits.SLOT, List.of())
            : build.permits().blocked(held);
        Instant since = held == null ? build.now() : held.since();
        Reason waiting = new Reason.WaitingForPermit(blocked.permit(), blocked.holders(), since);
        yield Optional.of(new StepState(step.name(), StepState.Phase.WAITING, null, waiting));
      }
      case GATE, BACKOFF ->
        Optional.ofNullable(why)
            .map(r -> new StepState(step.name(), StepState.Phase.WAITING, null, r));
      case RUNNING ->
        Optional.ofNullable(why)
            .map(r -> new StepState(step.name(), StepState.Phase.RUNNING, null, r));
      case DONE ->
        Optional.ofNullable(why)
            .map(r -> new StepState(step.name(), StepState.Phase.ENDED, outcome, r));
    };
  }

  StepResult result() {
    return new StepResult(
        step.name(),
        outcome == null ? Outcome.SKIPPED : outcome,
        reason == null ? AttemptResult.COMPLETED : reason,
        attempt,
        startedAt,
        finishedAt == null ? build.now() : finishedAt,
        output,
        artifacts);
  }
}
