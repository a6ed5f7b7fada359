package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.List;

/**
 * Checks before the first step found what would keep a build from succeeding. It holds everything that was found.
 *
 * @since 0.1
 */
public final class PreflightException extends SlipwayException {
  private static final long serialVersionUID = 1;

  PreflightException(List<Problem> problems) {
    super(problems, null);
  }
}
