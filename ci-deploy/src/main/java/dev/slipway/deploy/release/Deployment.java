package dev.slipway.deploy.release;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * One attempt to make an environment serve a release, and what came of it. Immutable.
 *
 * @param environment the name of the environment
 * @param release the number of the release
 * @param previous the number of the release that was served before; 0 if there was none
 * @param outcome what came of it
 * @param reason why, as a clause; for a deployment that went well, what was done
 * @param startedAt when it started
 * @param took how long it took
 * @since 0.1
 */
public record Deployment(
    String environment,
    int release,
    int previous,
    Outcome outcome,
    String reason,
    Instant startedAt,
    Duration took) {

  /** What came of a deployment. */
  public enum Outcome {
    /** The environment serves the release. */
    RELEASED,
    /** The release was found bad and stopped; the environment serves what it served before. */
    ROLLED_BACK,
    /** The deployment could not be carried out, or was cancelled; the environment serves what it served before. */
    ABORTED
  }

  /**
   * Makes a deployment.
   *
   * @throws NullPointerException if a part is null
   */
  public Deployment {
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(took, "took");
  }

  /** Returns the number of the release that the environment served afterwards; 0 if none. */
  public int serving() {
    return outcome == Outcome.RELEASED ? release : previous;
  }
}
