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

  /**
   * Returns the status for an exit code as shells and container engines tell it: 128 and the number of a signal that ends
   * a process by default means that signal. A program that ends itself with such a code cannot be told apart from one that
   * was ended by a signal.
   *
   * @param code an exit code from 0 to 255
   * @throws IllegalArgumentException if the code is out of range
   */
  static ExitStatus ofCode(int code) {
    if (code < 0 || code > 255) {
      throw new IllegalArgumentException("an exit code is from 0 to 255, not " + code);
    }
    return DeadlySignals.NUMBERS.contains(code - 128)
        ? new Signalled(code - 128)
        : new Exited(code);
  }

  /** Returns whether it ended with exit code 0. */
  default boolean succeeded() {
    return this instanceof Exited exited && exited.code() == 0;
  }
}
