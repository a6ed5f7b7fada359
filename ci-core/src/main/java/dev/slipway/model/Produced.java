package dev.slipway.model;

import java.util.Objects;

/**
 * An artifact that a step declares to produce. Immutable.
 *
 * @param name its name within the step
 * @param glob which files it holds: a path or a glob pattern from the root of the workspace; a directory means all below it
 * @since 0.1
 */
public record Produced(String name, String glob) {
  /**
   * Makes a declaration.
   *
   * @throws NullPointerException if a part is null
   */
  public Produced {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(glob, "glob");
  }
}
