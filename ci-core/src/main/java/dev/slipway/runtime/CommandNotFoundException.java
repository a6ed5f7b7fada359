package dev.slipway.runtime;

import dev.slipway.diagnostic.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The program of a command is not there, or cannot be executed. The step is errored.
 *
 * @since 0.1
 */
public final class CommandNotFoundException extends RuntimeUnavailableException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public CommandNotFoundException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
