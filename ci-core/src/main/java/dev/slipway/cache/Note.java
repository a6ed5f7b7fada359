package dev.slipway.cache;

import java.util.Objects;

/**
 * A line about a cache for the log of a step. Immutable.
 *
 * @param warning whether something is not as it should be
 * @param text the line, without secrets
 * @since 0.1
 */
public record Note(boolean warning, String text) {
  /**
   * Makes a line.
   *
   * @throws NullPointerException if the text is null
   */
  public Note {
    Objects.requireNonNull(text, "text");
  }

  static Note of(String text) {
    return new Note(false, text);
  }

  static Note warning(String text) {
    return new Note(true, text);
  }
}
