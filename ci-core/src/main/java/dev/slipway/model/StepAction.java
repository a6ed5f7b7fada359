package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step does, as Java code: a lambda, or a class that says more about itself. An action is part of a definition, so
 * it must not change, and one object may run in several builds at once.
 *
 * <p>Only {@link #run} must be written. The other methods let an action take part in everything that built-in steps do.
 *
 * @param <T> the type of its output; {@code Void} if it has none
 * @since 0.1
 */
@FunctionalInterface
public interface StepAction<T> {

  /**
   * Does the work. Called once for each attempt, on a thread of its own, which may block and is interrupted when the step is
   * to stop.
   *
   * @return the output of the step; what is kept over a restart is text, numbers, booleans, artifacts and records of these
   * @throws StepFailedException to make the step failed with a reason in words
   * @throws InterruptedException when the step was asked to stop
   * @throws dev.slipway.diagnostic.SlipwayException to make the step errored: it could not do its work
   * @throws Exception any other exception makes the step failed
   */
  @Nullable
  T run(StepContext context) throws Exception;

  /** Returns the type of the output. An action whose output others use must say it. */
  default Class<?> outputType() {
    return Void.class;
  }

  /** Returns the steps whose outputs it uses; each adds an edge to the graph. */
  default List<StepRef<?>> inputs() {
    return List.of();
  }

  /** Returns the artifacts it uses; each adds an edge to the graph. */
  default List<ArtifactRef> artifacts() {
    return List.of();
  }

  /** Returns the names of the secrets it uses. */
  default List<String> secrets() {
    return List.of();
  }

  /** Returns what is wrong with the action itself. Asked when the pipeline is defined; must not block. */
  default List<Problem> problems() {
    return List.of();
  }

  /** Returns what would make it fail in this build. Asked before the first step runs, on a thread that may block. */
  default List<Problem> preflight(BuildContext context) {
    return List.of();
  }

  /** Returns what it waits for before it starts. */
  default List<Gate> gates() {
    return List.of();
  }

  /** Returns what a restart may assume about the action. */
  default Effect effect() {
    return Effect.INSIDE;
  }

  /**
   * Returns the version of the code. A build is not resumed when it has changed; a changed body alone is not detected.
   */
  default String version() {
    return "1";
  }

  /** Returns the output that a simulation uses in place of running the action, if there is a sensible one. */
  default Optional<T> standIn() {
    return Optional.empty();
  }
}
