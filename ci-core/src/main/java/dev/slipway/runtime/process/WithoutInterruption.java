package dev.slipway.runtime.process;

/** Cleans up on a thread that has been, or is being, interrupted. */
final class WithoutInterruption {
  private WithoutInterruption() {}

  /** Runs work that has limits of its own, again from its start when it is interrupted; the interrupt comes after it. */
  static void run(Work work) {
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
  interface Work {
    void run() throws InterruptedException;
  }
}
