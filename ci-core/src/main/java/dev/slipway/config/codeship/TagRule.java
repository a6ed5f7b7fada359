package dev.slipway.config.codeship;

import dev.slipway.pattern.LinearPattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tag} and {@code exclude} are compared with the name of a branch by. A text that equals the name matches. Beyond that a
 * text with a line matcher is a regular expression that may match anywhere in the name; one that is not valid matches nothing.
 */
final class TagRule {
  private final String text;
  private final @Nullable LinearPattern pattern;
  private final @Nullable String invalid;

  private TagRule(String text, @Nullable LinearPattern pattern, @Nullable String invalid) {
    this.text = text;
    this.pattern = pattern;
    this.invalid = invalid;
  }

  static TagRule of(String text) {
    if (!hasLineMatcher(text)) {
      return new TagRule(text, null, null);
    }
    return LinearPattern.problem(text)
        .map(invalid -> new TagRule(text, null, invalid))
        .orElseGet(() -> new TagRule(text, LinearPattern.of(text), null));
  }

  boolean matches(String name) {
    return text.equals(name) || (pattern != null && pattern.isIn(name));
  }

  /** Returns whether it is a regular expression, and not a name alone. */
  boolean isExpression() {
    return pattern != null;
  }

  String text() {
    return text;
  }

  /** Returns why the regular expression is none. */
  Optional<String> invalid() {
    return Optional.ofNullable(invalid);
  }

  /** Returns whether the text looks like a regular expression but is compared as it is. */
  boolean looksLikeRegex() {
    return !hasLineMatcher(text) && text.chars().anyMatch(c -> "\\*+?()[]|{}".indexOf(c) >= 0);
  }

  private static boolean hasLineMatcher(String text) {
    return text.indexOf('^') >= 0 || text.indexOf('$') >= 0;
  }
}
