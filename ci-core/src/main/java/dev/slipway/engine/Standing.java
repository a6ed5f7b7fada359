package dev.slipway.engine;

import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import org.jspecify.annotations.Nullable;

/** Where a step stands at one moment: phase, reason and outcome as they belong together, for readers on other threads. */
record Standing(
    Phase phase, @Nullable Reason reason, @Nullable Outcome outcome) {
  static final Standing PENDING = new Standing(Phase.PENDING, null, null);

  /** What a step is doing. */
  enum Phase {
    PENDING,
    GATE,
    PERMIT,
    RUNNING,
    BACKOFF,
    DONE
  }
}
