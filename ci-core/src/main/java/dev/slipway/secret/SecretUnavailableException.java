package dev.slipway.secret;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.io.IOException;

/**
 * A source has a secret but cannot hand it out, for example because its file may not be read.
 *
 * @since 0.1
 */
public final class SecretUnavailableException extends SlipwayException {
  private static final long serialVersionUID = 1;

  SecretUnavailableException(Problem problem, IOException cause) {
    super(problem, cause);
  }
}
