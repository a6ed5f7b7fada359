package dev.slipway.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Words that reasons and problems share. */
final class Texts {
  private static final int MOST_NAMES = 5;

  private Texts() {}

  /** Writes a duration as people do: {@code 1h 5m}, {@code 2.5s}, {@code 40ms}. */
  static String duration(Duration duration) {
    if (duration.isNegative()) {
      return "-" + duration(duration.negated());
    }
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + "ms";
    }
    if (millis < 60_000) {
      return millis % 1_000 == 0
          ? millis / 1_000 + "s"
          : String.format(Locale.ROOT, "%.1fs", millis / 1_000.0);
    }
    String text = (duration.toHours() > 0 ? duration.toHours() + "h " : "")
        + (duration.toMinutesPart() > 0 ? duration.toMinutesPart() + "m " : "")
        + (duration.toSecondsPart() > 0 ? duration.toSecondsPart() + "s" : "");
    return text.strip();
  }

  /** Writes a time without fractions of a second. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Writes {@code 'a', 'b' and 3 more}. */
  static String names(List<String> names) {
    return list(names.stream().map(name -> "'" + name + "'").toList());
  }

  /** Writes {@code a, b and 3 more}. */
  static String list(List<String> texts) {
    String first = texts.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return texts.size() <= MOST_NAMES
        ? first
        : first + " and " + (texts.size() - MOST_NAMES) + " more";
  }
}
