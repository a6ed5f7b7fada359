package dev.slipway.secret;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is needed is not there, or its source cannot hand it out, for example because its file may not be read, or because it was sealed with another key.
 *
 * @since 0.1
 */
public final class SecretUnavailableException extends SlipwayException {
  private static final long serialVersionUID = 1;

  SecretUnavailableException(Problem problem, @Nullable Exception cause) {
    super(problem, cause);
  }
}
