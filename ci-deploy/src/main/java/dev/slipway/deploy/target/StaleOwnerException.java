package dev.slipway.deploy.target;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * A deployment that has lost the lock of its environment tried to change something; nothing was done.
 *
 * @since 0.1
 */
public final class StaleOwnerException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /**
   * Makes an exception.
   *
   * @param place the target
   * @param token the token of the one that was refused
   * @param highest the highest token that the target has seen
   */
  public StaleOwnerException(String place, long token, long highest) {
    super(new Problem(
        place,
        "a deployment with the fencing token " + token
            + ", which has lost the lock of its environment",
        "the one with the token " + highest + ", which has it now",
        "see what the other does, then deploy again"));
  }
}
