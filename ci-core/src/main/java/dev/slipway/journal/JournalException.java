package dev.slipway.journal;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a build could not be written or read.
 *
 * @since 0.1
 */
public final class JournalException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public JournalException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
