package dev.slipway.store;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * A lease that somebody relies on is not theirs any more: it was not renewed in time and another took it over, or a person broke
 * it. What was to be done under it was not done.
 *
 * @since 0.1
 */
public final class LeaseLostException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public LeaseLostException(Problem problem) {
    super(problem);
  }
}
