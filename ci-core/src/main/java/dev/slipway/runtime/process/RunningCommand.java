package dev.slipway.runtime.process;

import java.time.Duration;

/** A command that was started, and the pumps of its output. */
record RunningCommand(Process process, Pump out, Pump err) {

  /** Waits for the end of the command, not for that of its children, and returns its exit code. */
  int await() throws InterruptedException {
    int code = process.waitFor();
    out.awaitDelivered();
    err.awaitDelivered();
    for (Pump pump : new Pump[] {out, err}) {
      RuntimeException failure = pump.failure();
      if (failure != null) {
        throw failure;
      }
    }
    return code;
  }

  /** Waits for the end of all output, and gives it up after the limit. */
  void finishOutput(Duration limit) throws InterruptedException {
    for (Pump pump : new Pump[] {out, err}) {
      if (!pump.awaitOver(limit)) {
        pump.abandon();
      }
    }
  }
}
