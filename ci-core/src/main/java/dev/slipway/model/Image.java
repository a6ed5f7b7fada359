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

  /**
   * Returns this image with exactly this content, whatever its tag points at by now: the name without its tag, and the digest.
   *
   * @param digest what identifies the content, such as {@code sha256:} and 64 hexadecimal digits
   */
  public Image pinned(String digest) {
    Objects.requireNonNull(digest, "digest");
    int at = name.indexOf('@');
    String plain = at < 0 ? name : name.substring(0, at);
    int tag = plain.indexOf(':', plain.lastIndexOf('/') + 1);
    return new Image((tag < 0 ? plain : plain.substring(0, tag)) + "@" + digest);
  }

  @Override
  public String toString() {
    return name;
  }
}
