package dev.slipway.runtime;

import dev.slipway.time.Time;

/**
 * Makes a runtime for steps with an image. The front door finds providers with {@link java.util.ServiceLoader}, so that it is
 * enough to put the module on the class path.
 *
 * @since 0.1
 */
public interface RuntimeProvider {

  /** Returns the name of its runtimes for people, such as {@code docker}. */
  String name();

  /**
   * Connects to the machinery behind the runtime. Called when the first step with an image is checked, from a thread that may
   * block.
   *
   * @throws RuntimeUnavailableException if there is none; it names what was tried
   */
  StepRuntime connect(Time time);
}
