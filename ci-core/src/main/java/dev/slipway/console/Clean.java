package dev.slipway.console;

import java.util.regex.Pattern;

/** Makes foreign text harmless: what a step writes must not move the cursor, change colours or hide other text. */
final class Clean {
  private static final int LONGEST = 4_000;

  /** Colours, cursor movements, titles and links of terminals. */
  private static final Pattern SEQUENCES = Pattern.compile(
      "\\u001b\\[[0-?]*[ -/]*[@-~]|\\u001b\\][^\\u0007\\u001b]*+(?:\\u0007|\\u001b\\\\)?|\\u009b[0-?]*[ -/]*[@-~]");

  private static final Pattern LINE_ENDS = Pattern.compile("[\\r\\n\\u0085\\u2028\\u2029]\\s*+");

  private Clean() {}

  /** Returns text of any number of lines as one line, also without anything a terminal would obey. */
  static String sentence(String text) {
    return line(LINE_ENDS.matcher(text.strip()).replaceAll(" "));
  }

  /** Returns one line of text without anything a terminal would obey. */
  static String line(String text) {
    String part = text.length() > LONGEST ? cut(afterLastReturn(text)) : text;
    String shown = afterLastReturn(SEQUENCES.matcher(part).replaceAll(""));
    StringBuilder clean = new StringBuilder(shown.length());
    shown.codePoints().forEach(c -> {
      if (c == '\t') {
        clean.append("  ");
      } else {
        clean.appendCodePoint(isHarmless(c) ? c : '?');
      }
    });
    return clean.toString();
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(LONGEST, text.length()));
  }

  /** A carriage return writes over the line, as progress bars do; only what is written last is seen. */
  private static String afterLastReturn(String text) {
    String line = text;
    while (line.endsWith("\r") || line.endsWith("\n")) {
      line = line.substring(0, line.length() - 1);
    }
    return line.substring(line.lastIndexOf('\r') + 1);
  }

  private static boolean isHarmless(int c) {
    int type = Character.getType(c);
    boolean turnsTextAround = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !Character.isISOControl(c)
        && !turnsTextAround
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
