package dev.slipway.runtime.process;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command that was started, and the pump of its output. */
record RunningCommand(Process process, Pump pump) {
  private static final Logger log = LoggerFactory.getLogger(RunningCommand.class);

  /** Waits for the end of the command, not for that of its children, and returns its exit code. */
  int await() throws InterruptedException {
    int code = process.waitFor();
    awaitOutput();
    RuntimeException failure = outlets().failure();
    if (failure != null) {
      throw failure;
    }
    return code;
  }

  void awaitOutput() throws InterruptedException {
    pump.awaitOver();
  }

  void awaitOutput(Duration limit) throws InterruptedException {
    pump.awaitOver(limit);
  }

  boolean isOver() {
    return !process.isAlive() && pump.isOver();
  }

  Outlets outlets() {
    return pump.outlets();
  }

  boolean isOpen() {
    return !outlets().isClosed();
  }

  /** Returns whether children wrote something that nobody took yet. */
  boolean hasRest() {
    try {
      return isOpen() && !outlets().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /** Delivers what children wrote, as far as it is there. */
  void deliverRest() {
    try {
      outlets().pour(new byte[8 * 1024]);
    } catch (IOException e) {
      log.warn("The last output of a child in the background could not be read", e);
    }
  }

  void closeOutput() {
    outlets().close();
  }
}
