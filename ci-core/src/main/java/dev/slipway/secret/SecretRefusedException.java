package dev.slipway.secret;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * A value cannot be taken as a secret, because it could not be found safely in what is written. Neither the message nor the
 * problem contains the value.
 *
 * @since 0.1
 */
public final class SecretRefusedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  SecretRefusedException(Problem problem) {
    super(problem);
  }
}
