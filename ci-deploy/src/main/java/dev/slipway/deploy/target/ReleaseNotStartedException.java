package dev.slipway.deploy.target;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.List;

/**
 * A release was started on a target and ended at once, or never got ready: the release is at fault.
 *
 * @since 0.1
 */
public final class ReleaseNotStartedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  private final transient List<String> output;

  /**
   * Makes an exception.
   *
   * @param output the last lines that the application wrote
   */
  public ReleaseNotStartedException(Problem problem, List<String> output) {
    super(problem);
    this.output = List.copyOf(output);
  }

  /** Returns the last lines that the application wrote; empty if it wrote none or the exception went through serialization. */
  public List<String> output() {
    return output == null ? List.of() : output;
  }
}
