package dev.slipway.run;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Revision;
import dev.slipway.model.StepRef;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a build ended. Immutable.
 *
 * @since 0.1
 */
public final class BuildResult {
  private final String buildId;
  private final String pipeline;
  private final @Nullable Revision revision;
  private final Outcome outcome;
  private final Reason reason;
  private final Instant startedAt;
  private final Instant finishedAt;
  private final Map<String, StepResult> steps;

  /** Makes a result of steps in the order written. */
  public BuildResult(
      String buildId,
      String pipeline,
      @Nullable Revision revision,
      Outcome outcome,
      Reason reason,
      Instant startedAt,
      Instant finishedAt,
      List<StepResult> steps) {
    this.buildId = Objects.requireNonNull(buildId, "buildId");
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.revision = revision;
    this.outcome = Objects.requireNonNull(outcome, "outcome");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.startedAt = Objects.requireNonNull(startedAt, "startedAt");
    this.finishedAt = Objects.requireNonNull(finishedAt, "finishedAt");
    this.steps = new LinkedHashMap<>();
    steps.forEach(step -> this.steps.put(step.name(), step));
  }

  /** Returns the id of the build. */
  public String buildId() {
    return buildId;
  }

  /** Returns the name of its pipeline. */
  public String pipeline() {
    return pipeline;
  }

  /** Returns the revision that was built, if it could be resolved. */
  public Optional<Revision> revision() {
    return Optional.ofNullable(revision);
  }

  /** Returns how it ended. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns why it ended so. */
  public Reason reason() {
    return reason;
  }

  /** Returns whether it succeeded. */
  public boolean succeeded() {
    return outcome == Outcome.SUCCEEDED;
  }

  /** Returns when it was accepted. */
  public Instant startedAt() {
    return startedAt;
  }

  /** Returns when it ended. */
  public Instant finishedAt() {
    return finishedAt;
  }

  /** Returns the time it took. */
  public Duration duration() {
    return Duration.between(startedAt, finishedAt);
  }

  /** Returns the results of its steps in the order written; empty if it ended before its first step. */
  public List<StepResult> steps() {
    return List.copyOf(steps.values());
  }

  /**
   * Returns the result of a step.
   *
   * @throws IllegalArgumentException if the build has no step of this full name
   */
  public StepResult step(String name) {
    StepResult step = steps.get(name);
    if (step == null) {
      throw new IllegalArgumentException(
          "build " + buildId + " has no step '" + name + "', only " + steps.keySet());
    }
    return step;
  }

  /**
   * Returns the output of a step, if it returned one.
   *
   * @throws IllegalArgumentException if the build has no such step
   * @throws ClassCastException if the output is of another type
   */
  public <T> Optional<T> output(StepRef<T> ref) {
    return step(ref.name()).output().map(ref.type()::cast);
  }

  /**
   * Returns an artifact of a step, if it was produced.
   *
   * @throws IllegalArgumentException if the build has no such step
   */
  public Optional<Artifact> artifact(ArtifactRef ref) {
    return step(ref.step()).artifacts().stream()
        .filter(artifact -> artifact.name().equals(ref.name()))
        .findFirst();
  }

  /**
   * Returns this result if the build succeeded.
   *
   * @throws BuildNotSuccessfulException if it did not
   */
  public BuildResult throwIfNotSuccessful() {
    if (!succeeded()) {
      throw new BuildNotSuccessfulException(this, problem());
    }
    return this;
  }

  /** Returns the result as a sentence. */
  @Override
  public String toString() {
    return "build " + buildId + " of pipeline '" + pipeline + "' " + outcome.word() + ": "
        + reason.sentence();
  }

  private Problem problem() {
    return new Problem(
        "build " + buildId + " of pipeline '" + pipeline + "'",
        "it " + outcome.word() + ": " + reason.sentence(),
        "a build that succeeds",
        "read the log of the step that is named");
  }
}
