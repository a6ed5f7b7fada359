package dev.slipway.deploy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * An environment cannot go back to a release, because it is not kept.
 *
 * @since 0.1
 */
public final class NoSuchReleaseException extends SlipwayException {
  private static final long serialVersionUID = 1;

  NoSuchReleaseException(Problem problem) {
    super(problem);
  }
}
