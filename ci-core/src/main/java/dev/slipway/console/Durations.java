package dev.slipway.console;

import java.time.Duration;
import java.util.Locale;

/** Writes durations as people do. */
final class Durations {
  private Durations() {}

  /** Returns {@code 0.4s}, {@code 12.0s}, {@code 2m 05s} or {@code 1h 02m}. */
  static String exact(Duration duration) {
    return duration.toSeconds() < 60
        ? String.format(Locale.ROOT, "%.1fs", Math.max(0, duration.toMillis()) / 1_000.0)
        : whole(duration);
  }

  /** Returns {@code 12s}, {@code 2m 05s} or {@code 1h 02m}. */
  static String whole(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%dh %02dm", seconds / 3_600, seconds / 60 % 60);
  }
}
