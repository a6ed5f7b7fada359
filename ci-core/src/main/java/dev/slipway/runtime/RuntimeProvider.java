package dev.slipway.runtime;

import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;

/**
 * Makes the runtime for steps that have an image. The front door finds implementations by {@link java.util.ServiceLoader};
 * they are declared in {@code META-INF/services} and have a public constructor without parameters.
 *
 * @since 0.1
 */
public interface RuntimeProvider {

  /** Returns the name of the runtime for people, such as {@code docker}. Constant. */
  String name();

  /**
   * Connects to what runs containers, as the user's own tools would find it. Called before the first build with an image, and
   * again before later ones while nothing can be reached; may block for a few seconds. What cannot be reached is an answer, not an exception.
   *
   * @param time where threads and pauses come from
   */
  Connection connect(Time time);

  /** Whether there is a runtime. */
  sealed interface Connection {}

  /**
   * There is one. Who asked for it closes it.
   *
   * @param runtime the runtime
   */
  record Connected(StepRuntime runtime) implements Connection {}

  /**
   * There is none. Preflight of a build that has a step with an image reports why.
   *
   * @param problem what was tried and what can be done
   */
  record Unavailable(Problem problem) implements Connection {}
}
