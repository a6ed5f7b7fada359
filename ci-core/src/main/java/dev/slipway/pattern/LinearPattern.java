package dev.slipway.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A regular expression in the <a href="https://github.com/google/re2/wiki/Syntax">syntax of RE2</a>, which has no look-around and no
 * back references, and which is matched in time that grows with the text alone. Immutable.
 *
 * @since 0.1
 */
public final class LinearPattern {
  private static final int LONGEST = 2_000;
  private static final long MOST_REPEATS = 100_000;
  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Makes a pattern.
   *
   * @throws IllegalArgumentException if the expression has a {@linkplain #problem problem}
   */
  public static LinearPattern of(String expression) {
    if (isTooLarge(expression)) {
      throw new IllegalArgumentException("it is too large");
    }
    try {
      return new LinearPattern(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e.getDescription(), e);
    }
  }

  /** Returns what is wrong with an expression, in a few words: that it is none, or that it is too large. */
  public static Optional<String> problem(String expression) {
    try {
      of(expression);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the expression that a text alone matches, from its begin to its end. */
  public static String exactly(String text) {
    return "^" + quoted(text) + "$";
  }

  /** Returns the expression that matches where a text is. */
  public static String quoted(String text) {
    return Pattern.quote(text);
  }

  /** Returns whether the expression matches anywhere in a text. */
  public boolean isIn(CharSequence text) {
    return pattern.matcher(text).find();
  }

  private static boolean isTooLarge(String expression) {
    return expression.length() > LONGEST || repeats(expression) > MOST_REPEATS;
  }

  /** Counted repeats within each other multiply, and the library copies what is repeated. */
  private static long repeats(String expression) {
    java.util.regex.Matcher repeat = REPEAT.matcher(expression);
    long product = 1;
    while (repeat.find() && product <= MOST_REPEATS) {
      String upper = repeat.group(2);
      long most = Long.parseLong(upper == null || upper.isEmpty() ? repeat.group(1) : upper);
      product *= Math.max(1, most);
    }
    return product;
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}
