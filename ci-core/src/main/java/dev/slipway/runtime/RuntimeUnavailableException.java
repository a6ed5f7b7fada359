package dev.slipway.runtime;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * A runtime could not do its part: no engine answers, an image is not there, a process cannot be started. The step is errored.
 *
 * @since 0.1
 */
public class RuntimeUnavailableException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public RuntimeUnavailableException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
