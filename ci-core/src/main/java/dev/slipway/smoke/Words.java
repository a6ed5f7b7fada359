package dev.slipway.smoke;

import java.time.Duration;

/** How things are said. */
final class Words {
  private static final int LONGEST = 120;

  private Words() {}

  /** Writes {@code 250 ms} or {@code 2.5 s}. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    return millis % 1000 == 0
        ? millis / 1000 + " s"
        : String.format(java.util.Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** Writes host and port as in a URL. */
  static String place(String host, int port) {
    boolean bare = host.contains(":") && !host.startsWith("[");
    return (bare ? "[" + host + "]" : host) + ":" + port;
  }

  /** Quotes a text on one line, with its length if it is cut. */
  static String quote(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST
        ? '"' + line + '"'
        : '"' + line.substring(0, LONGEST) + "\"... (" + text.length() + " characters)";
  }
}
