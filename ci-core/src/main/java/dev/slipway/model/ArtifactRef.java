package dev.slipway.model;

import java.util.Objects;

/**
 * Points at an artifact that a step declares with {@link StepBuilder#produces}. A value.
 *
 * @param step the name of the producing step
 * @param name the name of the artifact within that step
 * @since 0.1
 */
public record ArtifactRef(String step, String name) {
  /**
   * Makes a reference.
   *
   * @throws NullPointerException if a part is null
   */
  public ArtifactRef {
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(name, "name");
  }

  @Override
  public String toString() {
    return "artifact '" + name + "' of step '" + step + "'";
  }
}
