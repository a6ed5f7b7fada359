package dev.slipway.smoke;

import java.util.Objects;

/**
 * A part of an answer that later requests of a flow use as <code>{{name}}</code>. Immutable.
 *
 * @param from where it is
 * @param what which part: a JSON path, the name of a header, or a regular expression whose first group, or all of it, is taken
 * @since 0.1
 */
public record Capture(From from, String what) {

  /** Where a captured value is. */
  public enum From {
    /** In a JSON body, at a path. */
    JSON,
    /** In a header. */
    HEADER,
    /** In the body, by a regular expression of {@link java.util.regex.Pattern}. */
    BODY
  }

  /**
   * Makes a capture.
   *
   * @throws NullPointerException if a part is null
   */
  public Capture {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(what, "what");
  }

  /** Returns a capture of the value at a path of a JSON body. */
  public static Capture jsonPath(String path) {
    return new Capture(From.JSON, path);
  }

  /** Returns a capture of a header. */
  public static Capture header(String name) {
    return new Capture(From.HEADER, name);
  }

  /** Returns a capture of the first group of a regular expression in the body, or of all that it matches if it has none. */
  public static Capture body(String regex) {
    return new Capture(From.BODY, regex);
  }
}
