package dev.slipway.run;

import dev.slipway.model.Artifact;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a step ended. Immutable.
 *
 * @since 0.1
 */
public final class StepResult {
  private final String name;
  private final Outcome outcome;
  private final Reason reason;
  private final int attempts;
  private final @Nullable Instant startedAt;
  private final Instant finishedAt;
  private final @Nullable Object output;
  private final List<Artifact> artifacts;

  /** Makes a result. */
  public StepResult(
      String name,
      Outcome outcome,
      Reason reason,
      int attempts,
      @Nullable Instant startedAt,
      Instant finishedAt,
      @Nullable Object output,
      List<Artifact> artifacts) {
    this.name = Objects.requireNonNull(name, "name");
    this.outcome = Objects.requireNonNull(outcome, "outcome");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.attempts = attempts;
    this.startedAt = startedAt;
    this.finishedAt = Objects.requireNonNull(finishedAt, "finishedAt");
    this.output = output;
    this.artifacts = List.copyOf(artifacts);
  }

  /** Returns the full name of the step. */
  public String name() {
    return name;
  }

  /** Returns how it ended. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns why it ended so. */
  public Reason reason() {
    return reason;
  }

  /** Returns how many attempts were begun; 0 if it was skipped. */
  public int attempts() {
    return attempts;
  }

  /** Returns when its first attempt began, if it did. */
  public Optional<Instant> startedAt() {
    return Optional.ofNullable(startedAt);
  }

  /** Returns when it ended. */
  public Instant finishedAt() {
    return finishedAt;
  }

  /** Returns the time from its first start to its end; zero if it never started. */
  public Duration duration() {
    return startedAt == null ? Duration.ZERO : Duration.between(startedAt, finishedAt);
  }

  /** Returns what it returned, if it did. */
  public Optional<Object> output() {
    return Optional.ofNullable(output);
  }

  /** Returns what it produced. */
  public List<Artifact> artifacts() {
    return artifacts;
  }

  /** Returns the result as a sentence. */
  @Override
  public String toString() {
    return "step '" + name + "' " + (outcome == Outcome.SKIPPED ? "was skipped" : outcome.word())
        + ": " + reason.sentence();
  }
}
