package dev.slipway.store;

import dev.slipway.host.ProcessIdentity;
import java.time.Instant;
import java.util.Objects;

/**
 * Who holds a lease, for people. Immutable.
 *
 * @param name the name of the lease
 * @param token its fencing token
 * @param what what it is held for, in words
 * @param process the process that holds it
 * @param since when it was taken
 * @param until when it ends unless it is renewed
 * @since 0.1
 */
public record LeaseHolder(
    String name, long token, String what, ProcessIdentity process, Instant since, Instant until) {
  /**
   * Makes a holder.
   *
   * @throws NullPointerException if a part is null
   */
  public LeaseHolder {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(until, "until");
  }

  /** Returns the holder in words, such as {@code build 42 (process 4711 on host web1, since 2026-01-01T10:00:00Z)}. */
  @Override
  public String toString() {
    return what + " (" + process.inWords() + ", since " + since + ")";
  }
}
