package dev.slipway.model;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * When and how often a step is tried again. Immutable. The delay before attempt {@code n + 1} is
 * {@code min(longest, first * 2^(n-1))}, made longer or shorter by a random share of up to {@code jitter}.
 *
 * @param attempts how many times the step may run in all; 1 means no retry
 * @param first the delay before the second attempt
 * @param longest the longest delay, before jitter
 * @param jitter the largest share by which a delay is changed at random, 0 to 1
 * @param on the outcomes that are worth another attempt; cancelled, skipped and succeeded ones never are
 * @since 0.1
 */
public record Retry(
    int attempts, Duration first, Duration longest, double jitter, Set<Outcome> on) {
  private static final Retry NONE = attempts(1);

  /**
   * Makes a policy. Its ranges are checked when the pipeline is defined.
   *
   * @throws NullPointerException if a part is null
   */
  public Retry {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(longest, "longest");
    on = Set.copyOf(on);
  }

  /** Returns the policy of a step that is not tried again. */
  public static Retry none() {
    return NONE;
  }

  /**
   * Returns a policy of so many attempts in all after failures, errors and time-outs, with delays from one second to one
   * minute and a jitter of 0.2.
   */
  public static Retry attempts(int attempts) {
    return new Retry(
        attempts,
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        0.2,
        EnumSet.of(Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT));
  }

  /** Returns a copy whose delays double from {@code first} up to {@code longest}. */
  public Retry backoff(Duration newFirst, Duration newLongest) {
    return new Retry(attempts, newFirst, newLongest, jitter, on);
  }

  /** Returns a copy that always waits so long. */
  public Retry delay(Duration delay) {
    return new Retry(attempts, delay, delay, jitter, on);
  }

  /** Returns a copy with this jitter, 0 to 1. */
  public Retry jitter(double newJitter) {
    return new Retry(attempts, first, longest, newJitter, on);
  }

  /** Returns a copy that tries again after these outcomes only. */
  public Retry on(Outcome outcome, Outcome... more) {
    return new Retry(attempts, first, longest, jitter, EnumSet.of(outcome, more));
  }

  /** Returns whether another attempt is due after attempt {@code attempt} (from 1) came to this outcome. */
  public boolean again(int attempt, Outcome outcome) {
    boolean mayEndOtherwise = outcome.isBad() && outcome != Outcome.CANCELLED;
    return mayEndOtherwise && attempt < attempts && on.contains(outcome);
  }

  /** Returns how long to wait after attempt {@code attempt} (from 1), with a jitter taken from {@code random}. */
  public Duration delayAfter(int attempt, RandomGenerator random) {
    double factor = Math.pow(2, Math.min(attempt - 1, 62));
    double nanos = Math.min(nanos(longest), nanos(first) * factor);
    double change = jitter == 0 ? 0 : (random.nextDouble() * 2 - 1) * jitter;
    return Duration.ofNanos((long) (nanos * (1 + change)));
  }

  /** A duration may be longer than a long can say in nanoseconds. */
  private static double nanos(Duration duration) {
    return duration.getSeconds() * 1e9 + duration.getNano();
  }
}
