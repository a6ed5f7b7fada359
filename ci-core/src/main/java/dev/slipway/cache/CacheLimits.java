package dev.slipway.cache;

import java.time.Duration;

/**
 * How much a cache keeps, and how long. Immutable.
 *
 * @param bytes the size of all entries together; those that were not used longest go first
 * @param unused how long an entry is kept that nobody uses
 * @since 0.1
 */
public record CacheLimits(long bytes, Duration unused) {

  /**
   * Makes limits.
   *
   * @throws IllegalArgumentException if the size is below 1, or the time is not longer than zero
   */
  public CacheLimits {
    if (bytes < 1) {
      throw new IllegalArgumentException("a cache must have room for 1 byte or more, not " + bytes);
    }
    if (unused.isNegative() || unused.isZero()) {
      throw new IllegalArgumentException("a limit must be longer than zero, not " + unused);
    }
  }

  /** Returns the limits that hold where nothing else is said: 10 GiB, and 30 days. */
  public static CacheLimits ofDefaults() {
    return new CacheLimits(10L << 30, Duration.ofDays(30));
  }

  /** Returns a copy with another size. */
  public CacheLimits withBytes(long newBytes) {
    return new CacheLimits(newBytes, unused);
  }

  /** Returns a copy with another time. */
  public CacheLimits withUnused(Duration time) {
    return new CacheLimits(bytes, time);
  }
}
