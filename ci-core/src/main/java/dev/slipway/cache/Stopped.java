package dev.slipway.cache;

import java.io.IOException;

/** Turns what an interrupt makes of input and output into what the caller is told. */
final class Stopped {
  private Stopped() {}

  static InterruptedException by(IOException e) {
    Thread.interrupted();
    InterruptedException stopped = new InterruptedException("asked to stop");
    stopped.initCause(e);
    return stopped;
  }
}
