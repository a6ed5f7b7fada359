package dev.slipway.runtime.process;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import dev.slipway.time.Time;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one output stream of a command to the sink, on a thread of its own. While the command runs it never blocks in a
 * read, so that it knows for sure when all that the command wrote has been delivered, even if a child keeps the pipe open.
 * Afterwards it goes on for that child.
 */
final class Pump {
  private static final Logger log = LoggerFactory.getLogger(Pump.class);
  private static final int BUFFER = 64 * 1024;
  private static final int LONGEST_PAUSE_MS = 20;

  private final Path pipe;
  private final LogStream stream;
  private final OutputSink sink;
  private final RandomAccessFile held;
  private final FileInputStream in;
  private final CountDownLatch delivered = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final byte[] buffer = new byte[BUFFER];
  private boolean started; // of the thread of the session
  private volatile boolean abandoned;
  private volatile @Nullable RuntimeException failure;

  private Pump(Path pipe, LogStream stream, OutputSink sink, RandomAccessFile held)
      throws IOException {
    this.pipe = pipe;
    this.stream = stream;
    this.sink = sink;
    this.held = held;
    this.in = new FileInputStream(pipe.toFile());
  }

  /** Opens a pipe so that a process can be connected to it. */
  static Pump open(Path pipe, LogStream stream, OutputSink sink) throws IOException {
    // while an end is open for writing, opening the other one does not wait, and output does not
    // end before it began
    RandomAccessFile held = new RandomAccessFile(pipe.toFile(), "rw");
    try {
      return new Pump(pipe, stream, sink, held);
    } catch (IOException e) {
      held.close();
      throw e;
    }
  }

  Path pipe() {
    return pipe;
  }

  /** Begins to carry the output of a process that is connected. */
  void start(Time time, Process process, String step) throws IOException {
    started = true;
    held.close();
    String name = "slipway-" + stream.name().toLowerCase(Locale.ROOT) + " " + step;
    time.startBlocking(name, () -> {
      try {
        followCommand(process);
        delivered.countDown();
        followChildren();
      } catch (IOException | InterruptedException e) {
        log.warn("Output {} of step '{}' could not be read to its end", stream, step, e);
      } finally {
        release();
      }
    });
  }

  /** Lets go of a pipe to which no process was connected. */
  void releaseUnlessStarted() {
    if (!started) {
      release();
    }
  }

  /** Waits until the sink has all that the command itself wrote. */
  void awaitDelivered() throws InterruptedException {
    delivered.await();
  }

  boolean awaitOver(Duration limit) throws InterruptedException {
    return over.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Gives up what others than the command may still write. */
  void abandon() {
    abandoned = true;
    if (delivered.getCount() > 0) {
      return;
    }
    try (OutputStream poke = Files.newOutputStream(pipe, StandardOpenOption.WRITE)) {
      poke.write('\n');
    } catch (IOException e) {
      log.debug("Pipe {} is gone already", pipe, e);
    }
  }

  /** Returns what the sink threw first, if it did. */
  @Nullable
  RuntimeException failure() {
    return failure;
  }

  private void release() {
    try {
      held.close();
      in.close();
      Files.deleteIfExists(pipe);
    } catch (IOException e) {
      log.warn("Pipe {} could not be removed", pipe, e);
    } finally {
      delivered.countDown();
      over.countDown();
    }
  }

  private void followCommand(Process process) throws IOException, InterruptedException {
    int pause = 1;
    for (boolean ended = false; ; ) {
      int available = in.available();
      if (ended) {
        deliver(available);
        return;
      }
      if (available > 0) {
        deliver(Math.min(available, buffer.length));
        pause = 1;
      } else {
        ended = process.waitFor(pause, TimeUnit.MILLISECONDS);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  private void followChildren() throws IOException {
    while (!abandoned) {
      int n = in.read(buffer);
      if (n < 0) {
        return;
      }
      // what is read after that may be the poke
      if (!abandoned) {
        pass(n);
      }
    }
  }

  private void deliver(int count) throws IOException {
    for (int left = count; left > 0; ) {
      int n = in.read(buffer, 0, Math.min(left, buffer.length));
      if (n < 0) {
        return;
      }
      pass(n);
      left -= n;
    }
  }

  /** A sink that fails gets nothing more, but the command must not be held up by that. */
  private void pass(int count) {
    if (failure == null) {
      try {
        sink.write(stream, buffer, 0, count);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
  }
}
