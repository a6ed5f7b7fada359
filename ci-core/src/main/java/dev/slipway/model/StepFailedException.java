package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by an action to say that its step failed, with a reason of its own instead of the exception's name.
 *
 * @since 0.1
 */
public class StepFailedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Reason reason;

  /** Makes an exception with a reason in words. */
  public StepFailedException(String text) {
    this(new Reason.Said(text));
  }

  /** Makes an exception with a typed reason. */
  public StepFailedException(Reason reason) {
    super(new Problem("step", reason.sentence(), "success", "see the log of the step"));
    this.reason = reason;
  }

  /** Returns why the step failed. */
  public Reason reason() {
    return reason == null ? new Reason.Said(String.valueOf(getMessage())) : reason;
  }
}
