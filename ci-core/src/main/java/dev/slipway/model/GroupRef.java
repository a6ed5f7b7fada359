package dev.slipway.model;

import java.util.Objects;

/**
 * Points at a group of a pipeline: a serial or parallel one, a matrix, or an included pipeline. A value.
 *
 * @param name the name of the group
 * @since 0.1
 */
public record GroupRef(String name) implements NodeRef {
  /**
   * Makes a reference.
   *
   * @throws NullPointerException if the name is null
   */
  public GroupRef {
    Objects.requireNonNull(name, "name");
  }

  /** Points at a step without output of an included pipeline. */
  public StepRef<Void> step(String step) {
    return step(step, Void.class);
  }

  /** Points at a step of an included pipeline whose output has this type. */
  public <T> StepRef<T> step(String step, Class<T> type) {
    return new StepRef<>(name + "/" + step, type);
  }
}
