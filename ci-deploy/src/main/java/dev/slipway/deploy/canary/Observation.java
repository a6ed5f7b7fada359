package dev.slipway.deploy.canary;

import java.time.Duration;
import java.util.Objects;

/**
 * What one release answered to one probe. Immutable.
 *
 * @param passed whether the answer was as expected
 * @param took how long the answer took
 * @param shape what its kind is, such as status, content type and the fields of a document; empty if it is not to be compared
 * @since 0.1
 */
public record Observation(boolean passed, Duration took, String shape) {
  /**
   * Makes an observation.
   *
   * @throws NullPointerException if a part is null
   */
  public Observation {
    Objects.requireNonNull(took, "took");
    Objects.requireNonNull(shape, "shape");
  }
}
