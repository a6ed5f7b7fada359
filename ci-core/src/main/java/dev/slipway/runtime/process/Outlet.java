package dev.slipway.runtime.process;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The near end of a pipe and the sink that gets what comes out of it. Never blocks in a read: that would hold a carrier of
 * virtual threads for as long as a process is silent. For one thread at a time.
 */
final class Outlet {
  private static final Logger log = LoggerFactory.getLogger(Outlet.class);

  private final Path pipe;
  private final LogStream stream;
  private final OutputSink sink;
  private final RandomAccessFile held;
  private final FileInputStream in;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean closed;

  private Outlet(Path pipe, LogStream stream, OutputSink sink, RandomAccessFile held)
      throws IOException {
    this.pipe = pipe;
    this.stream = stream;
    this.sink = sink;
    this.held = held;
    this.in = new FileInputStream(pipe.toFile());
  }

  /** Opens a pipe so that a process can be connected to it. */
  static Outlet open(Path pipe, LogStream stream, OutputSink sink) throws IOException {
    // while an end is open for writing, opening the other one does not wait
    RandomAccessFile held = new RandomAccessFile(pipe.toFile(), "rw");
    try {
      return new Outlet(pipe, stream, sink, held);
    } catch (IOException e) {
      held.close();
      throw e;
    }
  }

  Path pipe() {
    return pipe;
  }

  LogStream stream() {
    return stream;
  }

  /** Lets go of the far end, which a process has by now. */
  void connected() throws IOException {
    held.close();
    Files.deleteIfExists(pipe);
  }

  int available() throws IOException {
    return in.available();
  }

  /** Passes on as many bytes, which must be available. */
  void pour(int count, byte[] buffer) throws IOException {
    for (int left = count; left > 0; ) {
      int n = in.read(buffer, 0, Math.min(left, buffer.length));
      if (n < 0) {
        return;
      }
      pass(buffer, n);
      left -= n;
    }
  }

  /** Returns what the sink threw first, if it did. */
  @Nullable
  RuntimeException failure() {
    return failure;
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      held.close();
      in.close();
      Files.deleteIfExists(pipe);
    } catch (IOException e) {
      log.warn("Pipe {} could not be removed", pipe, e);
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** A sink that fails gets nothing more, but the command must not be held up by that. */
  private void pass(byte[] buffer, int count) {
    if (failure == null) {
      try {
        sink.write(stream, buffer, 0, count);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }
}
