package dev.slipway.model;

/**
 * What the entries before a step must have come to for the step to run.
 *
 * @since 0.1
 */
public enum Trigger {
  /** Everything before it went well. */
  ON_SUCCESS,
  /** Something before it did not go well. */
  ON_FAILURE,
  /** It runs in any case, also after a failure and after a cancellation. */
  ALWAYS
}
