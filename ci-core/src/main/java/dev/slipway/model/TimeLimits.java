package dev.slipway.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a step may take. Time that it waits at a gate, for a lock or for a free slot does not count. Immutable.
 *
 * @param step the most for all attempts and the delays between them, or null for no limit
 * @param attempt the most for one attempt, or null for no limit
 * @param silence the most without any output within an attempt, or null for no limit
 * @since 0.1
 */
public record TimeLimits(
    @Nullable Duration step,
    @Nullable Duration attempt,
    @Nullable Duration silence) {
  private static final TimeLimits NONE = new TimeLimits(null, null, null);

  /** Returns no limits. */
  public static TimeLimits none() {
    return NONE;
  }
}
