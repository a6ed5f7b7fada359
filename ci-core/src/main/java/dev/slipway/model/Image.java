package dev.slipway.model;

import java.util.Objects;

/**
 * The name of a container image, such as {@code maven:3.9-eclipse-temurin-17}. Immutable.
 *
 * @param name the name as a container engine takes it; a blank one is reported when the pipeline is defined
 * @since 0.1
 */
public record Image(String name) {
  private static final String ID = "sha256:";

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

  /**
   * Returns this image with its content fixed: the name without tag and digest, an {@code @}, and the digest. An image that is
   * named by its id alone is fixed already and is returned as it is.
   *
   * @param digest what {@code StepRuntime.digest} has told, such as {@code sha256:94a0...}
   * @throws NullPointerException if the digest is null
   */
  public Image pinned(String digest) {
    Objects.requireNonNull(digest, "digest");
    if (name.startsWith(ID)) {
      return this;
    }
    int at = name.indexOf('@');
    String named = at < 0 ? name : name.substring(0, at);
    int tag = named.indexOf(':', named.lastIndexOf('/') + 1);
    return new Image((tag < 0 ? named : named.substring(0, tag)) + "@" + digest);
  }

  @Override
  public String toString() {
    return name;
  }
}
