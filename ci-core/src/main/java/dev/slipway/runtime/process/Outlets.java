package dev.slipway.runtime.process;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The near ends of the two pipes of a command. For one thread at a time. */
record Outlets(Outlet out, Outlet err) {

  /** Opens two pipes so that a process can be connected to them. */
  static Outlets open(Pipes pipes, OutputSink sink) throws IOException, InterruptedException {
    Outlet out = Outlet.open(pipes.take(), LogStream.OUT, sink);
    try {
      return new Outlets(out, Outlet.open(pipes.take(), LogStream.ERR, sink));
    } catch (IOException | RuntimeException | InterruptedException e) {
      out.close();
      throw e;
    }
  }

  void connected() throws IOException {
    out.connected();
    err.connected();
  }

  /**
   * Passes on what is there now, so that an error never overtakes output that was written before it. Returns whether
   * there was something.
   */
  boolean pour(byte[] buffer) throws IOException {
    // errors are counted first: what was written before them is in the other pipe by then
    int errors = err.available();
    int output = out.available();
    out.pour(output, buffer);
    err.pour(errors, buffer);
    return output + errors > 0;
  }

  boolean isEmpty() throws IOException {
    return out.available() + err.available() == 0;
  }

  /** Returns what the sink threw first, if it did. */
  @Nullable
  RuntimeException failure() {
    RuntimeException ofOutput = out.failure();
    return ofOutput == null ? err.failure() : ofOutput;
  }

  boolean isClosed() {
    return out.isClosed();
  }

  void close() {
    out.close();
    err.close();
  }
}
