package dev.slipway.git;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * The code of a build could not be had: the repository, branch, tag or commit is not there, access is refused, or a
 * directory cannot be written. Its texts hold no credentials.
 *
 * @since 0.1
 */
public final class GitException extends SlipwayException {
  private static final long serialVersionUID = 1;

  GitException(Problem problem) {
    super(problem);
  }

  GitException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
