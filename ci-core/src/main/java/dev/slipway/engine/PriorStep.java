package dev.slipway.engine;

import dev.slipway.model.Artifact;
import dev.slipway.model.Effect;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of a step.
 *
 * @param outcome how it ended, or null if it has not
 * @param attempt the last attempt that was begun, 0 if none was
 * @param interrupted whether that attempt has not ended
 * @param output its output as JSON, or null
 * @param ran what else is known of its last attempt
 */
record PriorStep(
    @Nullable Outcome outcome,
    @Nullable Reason reason,
    int attempt,
    boolean interrupted,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String output,
    List<Artifact> artifacts,
    Ran ran) {
  static final PriorStep NOTHING =
      new PriorStep(null, null, 0, false, null, null, null, List.of(), Ran.NOTHING);

  static PriorStep skipped(Reason reason, Instant at) {
    return new PriorStep(Outcome.SKIPPED, reason, 0, false, null, at, null, List.of(), Ran.NOTHING);
  }

  PriorStep started(Instant at, int number) {
    return new PriorStep(
        null,
        null,
        number,
        true,
        startedAt == null ? at : startedAt,
        null,
        null,
        List.of(),
        Ran.NOTHING);
  }

  PriorStep betweenAttempts() {
    return new PriorStep(null, null, attempt, false, startedAt, null, null, List.of(), Ran.NOTHING);
  }

  /** Whether what the step did still stands when the build goes on; not if its output could not be stored. */
  boolean isKept(Step step) {
    return outcome != null && (outcome != Outcome.SUCCEEDED || output != null || !mustRepeat(step));
  }

  /** Whether a re-run leaves the step as it is, if nothing before it runs again. */
  boolean isKeptInRerun(Step step) {
    return isKept(step)
        && (outcome == Outcome.SUCCEEDED
            || (step.flow().mayFail()
                && outcome != Outcome.SKIPPED
                && outcome != Outcome.CANCELLED));
  }

  private static boolean mustRepeat(Step step) {
    return step.work() instanceof Work.Action work
        && work.outputType() != Void.class
        && work.action().effect() != Effect.OUTSIDE_ONCE;
  }
}
