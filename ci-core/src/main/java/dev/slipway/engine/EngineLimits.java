package dev.slipway.engine;

import java.time.Duration;

/**
 * How much an engine does at once, and how long it is patient. Immutable.
 *
 * @param parallelism how many steps of all builds run at once, 1 or more
 * @param grace the time between the request to stop and the kill of a command
 * @param abandonAfter the time after which a Java step or a preparation that was asked to stop is no longer waited for; for commands it is
 *     counted from the kill
 * @param cleanup the time that steps which run in any case have after a build was cancelled
 * @param preflight the time for all checks before the first step
 * @since 0.1
 */
public record EngineLimits(
    int parallelism, Duration grace, Duration abandonAfter, Duration cleanup, Duration preflight) {

  /**
   * Makes limits.
   *
   * @throws IllegalArgumentException if the parallelism is below 1, or a time is not longer than zero
   */
  public EngineLimits {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism must be 1 or more, not " + parallelism);
    }
    for (Duration duration : new Duration[] {grace, abandonAfter, cleanup, preflight}) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("a limit must be longer than zero, not " + duration);
      }
    }
  }

  /** Returns limits for a machine of so many processors: at least four steps at once, 10 s, 20 s, 5 min, 2 min. */
  public static EngineLimits forProcessors(int processors) {
    return new EngineLimits(
        Math.max(4, processors),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofMinutes(5),
        Duration.ofMinutes(2));
  }

  /** Returns a copy that runs so many steps at once. */
  public EngineLimits withParallelism(int steps) {
    return new EngineLimits(steps, grace, abandonAfter, cleanup, preflight);
  }

  /** Returns a copy with another time between the request to stop and the kill. */
  public EngineLimits withGrace(Duration time) {
    return new EngineLimits(parallelism, time, abandonAfter, cleanup, preflight);
  }

  /** Returns a copy with another time after which a step that ignores the request to stop is no longer waited for. */
  public EngineLimits withAbandonAfter(Duration time) {
    return new EngineLimits(parallelism, grace, time, cleanup, preflight);
  }

  /** Returns a copy with another time for steps that run after a cancellation. */
  public EngineLimits withCleanup(Duration time) {
    return new EngineLimits(parallelism, grace, abandonAfter, time, preflight);
  }
}
