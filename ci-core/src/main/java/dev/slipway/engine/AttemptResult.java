package dev.slipway.engine;

import dev.slipway.model.Artifact;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attempt of a step ended. */
record AttemptResult(
    Outcome outcome, Reason reason, @Nullable Object output, List<Artifact> artifacts) {
  static final Reason COMPLETED = new Reason.Completed();
  private static final AttemptResult DONE =
      new AttemptResult(Outcome.SUCCEEDED, COMPLETED, null, List.of());

  static AttemptResult succeeded(@Nullable Object output, List<Artifact> artifacts) {
    return output == null && artifacts.isEmpty()
        ? DONE
        : new AttemptResult(Outcome.SUCCEEDED, COMPLETED, output, artifacts);
  }

  static AttemptResult bad(Outcome outcome, Reason reason) {
    return new AttemptResult(outcome, reason, null, List.of());
  }
}
