package dev.slipway.docker;

import dev.slipway.model.StepFailedException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of a definition that may hold variables of the step that uses them, as {@code ${NAME}}; {@code $${NAME}} stands for the text
 * <code>${NAME}</code>.
 */
final class VariableText {
  private static final Pattern VARIABLE = Pattern.compile("\\$?\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern NOT_IN_TAGS = Pattern.compile("[^A-Za-z0-9_.-]");
  private static final Pattern NOT_IN_PATHS = Pattern.compile("[^a-z0-9_.-]");

  private VariableText() {}

  /**
   * Puts in the values of variables.
   *
   * @throws StepFailedException if the step has no variable of a name
   */
  static String filled(String text, Map<String, String> variables) {
    return filled(text, variables, value -> value);
  }

  /** Puts values into the name of an image, without the characters that may not stand there: {@code feature/x} becomes {@code featurex}. */
  static String imageName(String text, Map<String, String> variables) {
    int colon = text.lastIndexOf(':');
    int tag = colon > text.lastIndexOf('/') ? colon : text.length();
    return filled(
            text.substring(0, tag),
            variables,
            value -> NOT_IN_PATHS.matcher(value.toLowerCase(Locale.ROOT)).replaceAll(""))
        + filled(
            text.substring(tag), variables, value -> NOT_IN_TAGS.matcher(value).replaceAll(""));
  }

  /** Returns the text as it may look with its variables filled in, to be checked before they are known. */
  static String sample(String text) {
    return VARIABLE.matcher(text).replaceAll("x");
  }

  private static String filled(
      String text, Map<String, String> variables, UnaryOperator<String> change) {
    return VARIABLE.matcher(text).replaceAll(found -> {
      if (found.group().startsWith("$$")) {
        return Matcher.quoteReplacement(found.group().substring(1));
      }
      return Matcher.quoteReplacement(change.apply(value(text, found, variables)));
    });
  }

  private static String value(String text, MatchResult found, Map<String, String> variables) {
    String value = variables.get(found.group(1));
    if (value == null) {
      throw new StepFailedException("'" + text + "' needs the variable " + found.group(1)
          + ", which this step does not have; it has "
          + String.join(", ", new TreeSet<>(variables.keySet())));
    }
    return value;
  }
}
