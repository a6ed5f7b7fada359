package dev.slipway.config.codeship;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes words of a command so that splitting gives them back. */
final class CommandText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,^~-]+");

  private CommandText() {}

  static String of(List<String> words) {
    return words.stream().map(CommandText::word).collect(Collectors.joining(" "));
  }

  private static String word(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
