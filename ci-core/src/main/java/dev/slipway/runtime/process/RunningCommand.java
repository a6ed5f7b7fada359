package dev.slipway.runtime.process;

import dev.slipway.model.LogStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command that was started, and the pumps of its output. */
record RunningCommand(Process process, Pump out, Pump err) {
  private static final Logger log = LoggerFactory.getLogger(RunningCommand.class);

  /** Waits for the end of the command, not for that of its children, and returns its exit code. */
  int await() throws InterruptedException {
    int code = process.waitFor();
    awaitOutput();
    for (Pump pump : pumps()) {
      RuntimeException failure = pump.outlet().failure();
      if (failure != null) {
        throw failure;
      }
    }
    return code;
  }

  void awaitOutput() throws InterruptedException {
    out.awaitOver();
    err.awaitOver();
  }

  void awaitOutput(Duration limit) throws InterruptedException {
    if (out.awaitOver(limit)) {
      err.awaitOver(limit);
    }
  }

  boolean isOver() {
    return !process.isAlive() && out.isOver() && err.isOver();
  }

  Outlet outlet(LogStream stream) {
    return (stream == LogStream.OUT ? out : err).outlet();
  }

  boolean isOpen() {
    return !out.outlet().isClosed();
  }

  /** Returns whether children wrote something that nobody took yet. */
  boolean hasRest() {
    try {
      return isOpen() && out.outlet().available() + err.outlet().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Delivers what children wrote, as far as it is there. */
  void deliverRest() {
    byte[] buffer = new byte[8 * 1024];
    try {
      for (Pump pump : pumps()) {
        pump.outlet().pour(pump.outlet().available(), buffer);
      }
    } catch (IOException e) {
      log.warn("The last output of a child in the background could not be read", e);
    }
  }

  void closeOutput() {
    pumps().forEach(pump -> pump.outlet().close());
  }

  private List<Pump> pumps() {
    return List.of(out, err);
  }
}
