package dev.slipway.smoke;

import java.util.Objects;

/**
 * What a text has to look like: a header, a body, the text form of a JSON value. Immutable.
 *
 * @param kind how the text is compared
 * @param text what it is compared with; empty for {@link Kind#PRESENT}
 * @since 0.1
 */
public record Match(Kind kind, String text) {

  /** How a text is compared. */
  public enum Kind {
    /** It is the same. */
    IS("is"),
    /** It contains the other. */
    CONTAINS("contains"),
    /** It starts with the other. */
    STARTS_WITH("starts with"),
    /** A part of it matches a regular expression of {@link java.util.regex.Pattern}. */
    MATCHES("matches"),
    /** It is there. */
    PRESENT("is there");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /**
   * Makes a match.
   *
   * @throws NullPointerException if a part is null
   */
  public Match {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
  }

  /** Returns a match of exactly this text. */
  public static Match is(String text) {
    return new Match(Kind.IS, text);
  }

  /** Returns a match of every text that contains this one. */
  public static Match contains(String text) {
    return new Match(Kind.CONTAINS, text);
  }

  /** Returns a match of every text that starts with this one. */
  public static Match startsWith(String text) {
    return new Match(Kind.STARTS_WITH, text);
  }

  /**
   * Returns a match of every text of which a part matches a regular expression. An expression that does not come to an end
   * within a second is taken as not matching.
   */
  public static Match matches(String regex) {
    return new Match(Kind.MATCHES, regex);
  }

  /** Returns a match of every text, as long as there is one. */
  public static Match present() {
    return new Match(Kind.PRESENT, "");
  }

  /** Returns the match in words, such as {@code contains "Shop"}. */
  @Override
  public String toString() {
    return kind == Kind.PRESENT ? kind.words : kind.words + " \"" + text + "\"";
  }
}
