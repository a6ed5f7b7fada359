package dev.slipway.deploy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * An approval could not be given or refused, and nothing was recorded; or something is to be deployed that is not approved, and nothing was done.
 *
 * @since 0.1
 */
public final class ApprovalRefusedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  ApprovalRefusedException(Problem problem) {
    super(problem);
  }
}
