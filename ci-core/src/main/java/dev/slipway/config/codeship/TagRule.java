package dev.slipway.config.codeship;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tag} and {@code exclude} are compared with the name of a branch by. A text that equals the name matches. Beyond that a
 * text with a line matcher is a regular expression that may match anywhere in the name; one that is not valid matches nothing.
 */
final class TagRule {
  private static final int LONGEST = 2_000;
  private static final long MOST_REPEATS = 100_000;
  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private final String text;
  private final @Nullable Pattern pattern;
  private final @Nullable String invalid;

  private TagRule(String text, @Nullable Pattern pattern, @Nullable String invalid) {
    this.text = text;
    this.pattern = pattern;
    this.invalid = invalid;
  }

  static TagRule of(String text) {
    if (!hasLineMatcher(text)) {
      return new TagRule(text, null, null);
    }
    if (text.length() > LONGEST || repeats(text) > MOST_REPEATS) {
      return new TagRule(text, null, "it is too large");
    }
    try {
      return new TagRule(text, Pattern.compile(text), null);
    } catch (PatternSyntaxException e) {
      return new TagRule(text, null, e.getDescription());
    }
  }

  boolean matches(String name) {
    return text.equals(name) || (pattern != null && pattern.matcher(name).find());
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

  /** Counted repeats within each other multiply, and the library copies what is repeated. */
  private static long repeats(String text) {
    java.util.regex.Matcher repeat = REPEAT.matcher(text);
    long product = 1;
    while (repeat.find() && product <= MOST_REPEATS) {
      String upper = repeat.group(2);
      long most = Long.parseLong(upper == null || upper.isEmpty() ? repeat.group(1) : upper);
      product *= Math.max(1, most);
    }
    return product;
  }
}
