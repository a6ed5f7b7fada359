package dev.slipway.deploy;

import java.time.Instant;

/**
 * A time in which nothing is deployed.
 *
 * @param until when it ends
 * @param why what closes, as a clause
 */
record Closure(Instant until, String why) {
  /** Returns it as a clause that says when it ends. */
  @Override
  public String toString() {
    return why + "; it opens at " + until;
  }
}
