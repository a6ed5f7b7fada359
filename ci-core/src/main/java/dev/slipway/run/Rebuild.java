package dev.slipway.run;

import java.util.Map;
import java.util.Objects;

/**
 * Which earlier build a build runs again. Immutable.
 *
 * @param buildId the id of the earlier build
 * @param images what identifies the content of the images that ran then, by their names in the definition, for each step by its
 *     full name; a name that is missing was not known then
 * @since 0.1
 */
public record Rebuild(String buildId, Map<String, Map<String, String>> images) {

  /**
   * Makes a description.
   *
   * @throws NullPointerException if a part is null
   */
  public Rebuild {
    Objects.requireNonNull(buildId, "buildId");
    images = Map.copyOf(images);
  }
}
