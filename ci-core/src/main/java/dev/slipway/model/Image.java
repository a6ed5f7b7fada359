package dev.slipway.model;

import java.util.Objects;

/**
 * The name of a container image, such as {@code maven:3.9-eclipse-temurin-17}. Immutable.
 *
 * @param name the name as a container engine takes it; a blank one is reported when the pipeline is defined
 * @since 0.1
 */
public record Image(String name) {
  /**
   * Makes an image name.
   *
   * @throws NullPointerException if the name is null
   */
  public Image {
    Objects.requireNonNull(name, "name");
  }

  /** Returns the image of this name. */
  public static Image of(String name) {
    return new Image(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
