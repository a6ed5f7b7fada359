package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Asks a service whether it is ready, for {@link Readiness#passes}; a smoke test is one. A part of a definition, so it must not change; thread-safe.
 *
 * @since 0.1
 */
public interface ServiceCheck {
  /**
   * Asks once. It is asked again, with growing pauses, until the service is ready or its deadline is over.
   *
   * @param address where the service answers, such as {@code http://172.18.0.2:8080}
   * @return what is missing, as a clause; empty if the service is ready
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<String> whyNotReady(URI address, Time time) throws InterruptedException;

  /** Returns the version of the code: a build is not resumed, and a result not used again, when it has changed; a changed body alone is not detected. */
  default String version() {
    return "1";
  }

  /** Returns what is wrong with the check itself. Asked when the pipeline is defined; must not block. */
  default List<Problem> checkProblems() {
    return List.of();
  }
}
