package dev.slipway.deploy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * An environment is closed at this time, by its hours or by a freeze; nothing was done.
 *
 * @since 0.1
 */
public final class EnvironmentClosedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  EnvironmentClosedException(Problem problem) {
    super(problem);
  }
}
