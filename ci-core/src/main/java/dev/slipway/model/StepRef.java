package dev.slipway.model;

import java.util.Objects;

/**
 * Points at a step, and knows the type of what it returns. A value; what it names is checked when the pipeline is defined.
 *
 * @param name the name of the step
 * @param type the type of its output, {@code Void} where it has none
 * @since 0.1
 */
public record StepRef<T>(String name, Class<T> type) implements NodeRef {
  /**
   * Makes a reference.
   *
   * @throws NullPointerException if a part is null
   */
  public StepRef {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }

  /** Points at an artifact that the step produces. */
  public ArtifactRef artifact(String artifact) {
    return new ArtifactRef(name, artifact);
  }
}
