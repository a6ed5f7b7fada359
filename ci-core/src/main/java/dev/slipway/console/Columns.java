package dev.slipway.console;

/** Counts the columns that text takes on a terminal. */
final class Columns {
  private Columns() {}

  static int of(String text) {
    return text.codePoints().map(Columns::of).sum();
  }

  /** Counts the rows that a line takes on a terminal that wraps it. */
  static int rows(String line, int width) {
    return Math.max(1, (of(line) + width - 1) / width);
  }

  /** Returns as much of the text as fits, with a mark where something is missing. */
  static String cut(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    StringBuilder cut = new StringBuilder();
    int used = 1;
    int next = 0;
    while (next < text.length()) {
      int c = text.codePointAt(next);
      used += of(c);
      if (used > columns) {
        break;
      }
      cut.appendCodePoint(c);
      next += Character.charCount(c);
    }
    return columns < 1 ? "" : cut.append('~').toString();
  }

  static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  private static int of(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  /** East Asian scripts and pictures; roughly, since terminals do not agree either. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1FAFF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
