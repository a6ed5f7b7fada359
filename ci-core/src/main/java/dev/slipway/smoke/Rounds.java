package dev.slipway.smoke;

import java.time.Duration;

/**
 * How checks are repeated, and where they are sent.
 *
 * @param connectTo the host that is connected to whatever the address says; empty for that of the address
 */
record Rounds(Duration retryFor, Duration every, int inARow, String connectTo) {

  /** Returns rounds in which every check is made once. */
  Rounds once() {
    return new Rounds(Duration.ZERO, every, 1, connectTo);
  }
}
