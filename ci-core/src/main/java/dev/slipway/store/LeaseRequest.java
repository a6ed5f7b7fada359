package dev.slipway.store;

import java.time.Duration;
import java.util.Objects;

/**
 * The wish for a lease. Immutable.
 *
 * @param name the name of the lease
 * @param id who asks, the same whenever it asks again, such as a build with its step; it keeps the place in the queue, and whoever
 *     holds the lease gets it again
 * @param what what it is for, in words
 * @param term how long it lasts unless it is renewed, a second or more; also how soon it has to be asked again to keep the place in the queue
 * @since 0.1
 */
public record LeaseRequest(String name, String id, String what, Duration term) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /**
   * Makes a request.
   *
   * @throws NullPointerException if a part is null
   * @throws IllegalArgumentException if the term is shorter than a second
   */
  public LeaseRequest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(what, "what");
    if (term.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("a lease lasts a second or more, not " + term);
    }
  }
}
