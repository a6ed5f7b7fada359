package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * A build cannot go on with a pipeline that says something else than the one it was started with.
 *
 * @since 0.1
 */
public final class DefinitionChangedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  DefinitionChangedException(Problem problem) {
    super(problem);
  }
}
