package dev.slipway.model;

/**
 * Tells a Java step that it is to stop. The thread of the step is interrupted as well, so code that blocks need not ask.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface Cancellation {
  /** Returns whether the step was asked to stop. */
  boolean isRequested();

  /**
   * Does nothing while nobody has asked.
   *
   * @throws InterruptedException if the step was asked to stop
   */
  default void check() throws InterruptedException {
    if (isRequested()) {
      throw new InterruptedException("the step was asked to stop");
    }
  }
}
