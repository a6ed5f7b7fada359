package dev.slipway.engine;

import dev.slipway.model.Artifact;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of a step.
 *
 * @param outcome how it ended, or null if it has not
 * @param attempt the last attempt that was begun, 0 if none was
 * @param output its output as JSON, or null
 */
record PriorStep(
    @Nullable Outcome outcome,
    @Nullable Reason reason,
    int attempt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String output,
    List<Artifact> artifacts) {
  static final PriorStep NOTHING = new PriorStep(null, null, 0, null, null, null, List.of());

  PriorStep started(Instant at, int number) {
    return new PriorStep(
        null, null, number, startedAt == null ? at : startedAt, null, null, List.of());
  }
}
