package dev.slipway.runtime;

/**
 * How a command ended by itself. Immutable.
 *
 * @since 0.1
 */
public sealed interface ExitStatus {
  /** It ended with an exit code from 0 to 255. */
  record Exited(int code) implements ExitStatus {}

  /** It was ended by a signal that Slipway did not send. */
  record Signalled(int signal) implements ExitStatus {}

  /** It was ended because it used more memory than it may. */
  record OutOfMemory() implements ExitStatus {}

  /** Returns whether it ended with exit code 0. */
  default boolean succeeded() {
    return this instanceof Exited exited && exited.code() == 0;
  }
}
