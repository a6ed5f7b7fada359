package dev.slipway.artifact;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * An artifact could not be stored or brought back.
 *
 * @since 0.1
 */
public final class ArtifactException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public ArtifactException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
