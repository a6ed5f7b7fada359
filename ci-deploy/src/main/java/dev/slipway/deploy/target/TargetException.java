package dev.slipway.deploy.target;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/**
 * A target could not do what it was asked for. The release is not at fault.
 *
 * @since 0.1
 */
public final class TargetException extends SlipwayException {
  private static final long serialVersionUID = 1;

  /** Makes an exception. */
  public TargetException(Problem problem) {
    super(problem);
  }

  /** Makes one for a call that cannot be interrupted and was, and sets the thread's interrupt again. */
  public static TargetException interrupted(String place, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new TargetException(new Problem(place, "interrupted", "time to finish", "try again"), e);
  }

  /** Makes an exception with its cause. */
  public TargetException(Problem problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
