package dev.slipway.engine;

import dev.slipway.journal.StepLogs;
import dev.slipway.model.Plan;
import dev.slipway.run.BuildResult;
import dev.slipway.run.StepState;
import dev.slipway.runtime.Shell;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A build that an engine works on. Thread-safe.
 *
 * @since 0.1
 */
public interface Build {
  /** Returns its id. */
  String id();

  /** Returns its plan, once the revision is known. */
  Optional<Plan> plan();

  /**
   * Waits for its end.
   *
   * @return the result, whatever the outcome
   * @throws BuildSuspendedException if the engine was closed while the build waited at a gate
   * @throws InterruptedException if the calling thread is interrupted; the build goes on
   */
  BuildResult await() throws InterruptedException;

  /**
   * Waits for its end, but not longer than a limit.
   *
   * @throws TimeoutException if it has not ended by then; the build goes on
   * @throws BuildSuspendedException if the engine was closed while the build waited at a gate
   * @throws InterruptedException if the calling thread is interrupted; the build goes on
   */
  BuildResult await(Duration limit) throws InterruptedException, TimeoutException;

  /** Returns the result to come. Completing or cancelling it has no effect on the build. */
  CompletableFuture<BuildResult> result();

  /**
   * Asks the build to stop: what runs is ended, what waits is skipped, and steps that run in any case still run. Returns at
   * once; further calls do nothing.
   *
   * @param why who or what asks, for the reason
   */
  void cancel(String why);

  /**
   * Returns where a step stands.
   *
   * @throws IllegalArgumentException if the pipeline has no such step
   */
  StepState state(String step);

  /**
   * Says in one sentence why a step is in its state. Of a step that declares its inputs and was run, a second one says why it was
   * not taken from an earlier build: {@code the file src/A.java changed}.
   *
   * @throws IllegalArgumentException if the pipeline has no such step
   */
  default String explain(String step) {
    return state(step).sentence();
  }

  /** Returns the logs of its steps, which grow while it runs. */
  StepLogs logs();

  /**
   * Returns what a step writes, both streams from the beginning, and waits for more until the step has ended. A read that waits
   * ends with an {@link java.io.InterruptedIOException} when its thread is interrupted. To be closed.
   *
   * @throws IllegalArgumentException if the pipeline has no such step
   */
  InputStream follow(String step);

  /**
   * Opens a shell in the container that is kept of a failed step, for a person to look around; its streams are for the embedding
   * application. To be closed.
   *
   * @throws IllegalArgumentException if the pipeline has no such step
   * @throws dev.slipway.runtime.RuntimeUnavailableException if nothing is kept of it, or the shell cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  Shell openShell(String step) throws InterruptedException;

  /** Makes all gates be asked again now, because something has changed. */
  void wake();
}
