package dev.slipway.docker;

/** What an interrupt does to a call: it breaks the connection, and the library tells of that alone. */
final class Broken {
  private Broken() {}

  /**
   * Does nothing unless this thread was interrupted.
   *
   * @throws InterruptedException if it was, with what the call threw as its cause
   */
  static void byInterrupt(RuntimeException e) throws InterruptedException {
    if (Thread.interrupted()) {
      throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
    }
  }
}
