package dev.slipway.time;

/**
 * Cleaning up on a thread that has been, or is being, interrupted.
 *
 * @since 0.1
 */
public final class Interrupts {
  private Interrupts() {}

  /**
   * Does work that has limits of its own, and again from its start if it is interrupted. The thread is interrupted
   * afterwards if it was before or meanwhile.
   */
  public static void defer(Work work) {
    boolean interrupted = Thread.interrupted();
    try {
      for (; ; ) {
        try {
          work.run();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Work that may be done again from its start. */
  @FunctionalInterface
  public interface Work {
    /** Does the work. */
    void run() throws InterruptedException;
  }
}
