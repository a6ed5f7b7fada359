package dev.slipway.run;

import dev.slipway.model.Artifact;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  private final Map<String, String> images;
  private final List<String> changes;
  private final @Nullable String shell;

  /** Makes a result. */
  public StepResult(
      String name,
      Outcome outcome,
      Reason reason,
      int attempts,
      @Nullable Instant startedAt,
      Instant finishedAt,
      @Nullable Object output,
      List<Artifact> artifacts,
      Map<String, String> images,
      List<String> changes,
      @Nullable String shell) {
    this.name = Objects.requireNonNull(name, "name");
    this.outcome = Objects.requireNonNull(outcome, "outcome");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.attempts = attempts;
    this.startedAt = startedAt;
    this.finishedAt = Objects.requireNonNull(finishedAt, "finishedAt");
    this.output = output;
    this.artifacts = List.copyOf(artifacts);
    this.images = Map.copyOf(images);
    this.changes = List.copyOf(changes);
    this.shell = shell;
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

  /**
   * Returns what identifies the content of the images that ran, the step's own and those of its services, by their names in the
   * definition. Images whose runtime cannot tell are left out.
   */
  public Map<String, String> images() {
    return images;
  }

  /**
   * Returns what was not as in earlier builds, so that the step ran again, as phrases such as {@code the file src/A.java changed}.
   * Empty if it was taken from an earlier build or declares no inputs.
   */
  public List<String> changes() {
    return changes;
  }

  /**
   * Returns the command line by which a person gets into the container that is kept of a failed step; empty if none is. The container
   * is removed when its time is over.
   */
  public Optional<String> shell() {
    return Optional.ofNullable(shell);
  }

  /** Returns the result as a sentence. */
  @Override
  public String toString() {
    return "step '" + name + "' " + (outcome == Outcome.SKIPPED ? "was skipped" : outcome.word())
        + ": " + reason.sentence();
  }
}
