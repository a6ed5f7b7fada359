package dev.slipway.model;

/**
 * How a step or a build ended. The set is closed.
 *
 * @since 0.1
 */
public enum Outcome {
  /** It ran, or was restored from a cache, and did what it should. */
  SUCCEEDED,
  /** It ran and said no: a command with another exit code than 0, an action that threw. */
  FAILED,
  /** It could not be run: no engine, no image, a workspace that cannot be written. */
  ERRORED,
  /** Somebody or something asked it to stop. */
  CANCELLED,
  /** It used up a time limit, or was silent for too long. */
  TIMED_OUT,
  /** It was not started, for a reason that is known. */
  SKIPPED;

  /** Returns whether this is neither a success nor a skip. */
  public boolean isBad() {
    return this != SUCCEEDED && this != SKIPPED;
  }

  /** Returns the outcome as a word in a sentence, such as {@code timed out}. */
  public String word() {
    return switch (this) {
      case SUCCEEDED -> "succeeded";
      case FAILED -> "failed";
      case ERRORED -> "errored";
      case CANCELLED -> "cancelled";
      case TIMED_OUT -> "timed out";
      case SKIPPED -> "skipped";
    };
  }
}
