package dev.slipway.run;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * A build did not succeed, and somebody insisted that it does.
 *
 * @since 0.1
 */
public final class BuildNotSuccessfulException extends SlipwayException {
  private static final long serialVersionUID = 1;

  private final transient BuildResult result;

  BuildNotSuccessfulException(BuildResult result, Problem problem) {
    super(problem);
    this.result = result;
  }

  /** Returns the result of the build. */
  public BuildResult result() {
    return result;
  }
}
