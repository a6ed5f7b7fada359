package dev.slipway.deploy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * The records of an environment cannot be read or written, or somebody else deploys to it for too long.
 *
 * @since 0.1
 */
public final class RecordsException extends SlipwayException {
  private static final long serialVersionUID = 1;

  RecordsException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
