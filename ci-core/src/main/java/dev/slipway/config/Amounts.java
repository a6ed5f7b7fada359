package dev.slipway.config;

import dev.slipway.model.Size;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and sizes as people write them. */
final class Amounts {
  private static final String TIME = "(?:([0-9]{1,18})d *)?(?:([0-9]{1,18})h *)?"
      + "(?:([0-9]{1,18})m *)?(?:([0-9]{1,18})s *)?(?:([0-9]{1,18})ms)?";
  private static final Pattern DURATION = Pattern.compile(TIME);
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,19}) *(bytes|KiB|MiB|GiB|TiB)");
  private static final List<String> UNITS = List.of("bytes", "KiB", "MiB", "GiB", "TiB");

  private Amounts() {}

  /** A time such as {@code 90s}, {@code 1h 30m} or {@code 500ms}, or by ISO 8601. */
  static Shape<Duration, Duration> duration() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put("pattern", "^(([0-9]+(d|h|m|s|ms) *)+|P.+)$");
    schema.put("examples", List.of("90s", "1h 30m"));
    return new Shapes.Atom<>(
        "a time with its unit, such as 90s, 10m or 1h 30m", Amounts::time, Amounts::text, schema);
  }

  /** A size such as {@code 512 MiB}. */
  static Shape<Size, Size> size() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put("pattern", "^[0-9]+ *(bytes|KiB|MiB|GiB|TiB)$");
    schema.put("examples", List.of("512 MiB"));
    return new Shapes.Atom<>(
        "a size with its unit, such as 512 MiB or 2 GiB", Amounts::bytes, Size::toString, schema);
  }

  static @Nullable Duration time(String text) {
    if (text.toUpperCase(Locale.ROOT).startsWith("P")) {
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
    Matcher matcher = DURATION.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      return null;
    }
    return Duration.ofDays(number(matcher.group(1)))
        .plusHours(number(matcher.group(2)))
        .plusMinutes(number(matcher.group(3)))
        .plusSeconds(number(matcher.group(4)))
        .plusMillis(number(matcher.group(5)));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  static String text(Duration time) {
    if (time.isNegative() || !time.truncatedTo(ChronoUnit.MILLIS).equals(time)) {
      return time.toString();
    }
    StringBuilder text = new StringBuilder();
    part(text, time.toHours(), "h");
    part(text, time.toMinutesPart(), "m");
    part(text, time.toSecondsPart(), "s");
    part(text, time.toMillisPart(), "ms");
    return text.length() == 0 ? "0s" : text.toString();
  }

  private static void part(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(text.length() == 0 ? "" : " ").append(count).append(unit);
    }
  }

  static @Nullable Size bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long bytes = Long.parseLong(matcher.group(1));
    for (int unit = UNITS.indexOf(matcher.group(2)); unit > 0; unit--) {
      bytes = Math.multiplyExact(bytes, 1024);
    }
    return new Size(bytes);
  }
}
