package dev.slipway.run;

import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Where a step of a running or ended build stands. Immutable.
 *
 * @param step the full name of the step
 * @param phase what it is doing
 * @param outcome how it ended, or null if it has not
 * @param reason why it is where it is
 * @since 0.1
 */
public record StepState(String step, Phase phase, @Nullable Outcome outcome, Reason reason) {
  /** What a step is doing. */
  public enum Phase {
    /** It waits for steps, a gate, a lock, a limit, or its next attempt. */
    WAITING,
    /** It runs. */
    RUNNING,
    /** It has ended or was skipped. */
    ENDED
  }

  /** Returns the state as one sentence. */
  public String sentence() {
    String what = switch (phase) {
      case WAITING -> "is waiting";
      case RUNNING -> "is running";
      case ENDED ->
        outcome == Outcome.SKIPPED
            ? "was skipped"
            : String.valueOf(outcome == null ? "" : outcome.word());
    };
    return "Step '" + step + "' " + what + ": " + reason.sentence() + ".";
  }
}
