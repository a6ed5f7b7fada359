package dev.slipway.engine;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.LogStream;
import dev.slipway.run.RunEvent;
import dev.slipway.runtime.OutputSink;
import dev.slipway.secret.RedactingOutput;
import dev.slipway.secret.Redactor;
import dev.slipway.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes what an attempt writes, frees it of secrets, stores it and shows it to listeners. Each stream has a lock of its own, so
 * that lines of several threads are not mixed. Thread-safe.
 */
final class StepOutputPipe implements OutputSink, AutoCloseable {
  private static final int LONGEST_PIECE = 8 * 1024;

  private final String step;
  private final Time time;
  private final StepLogs.Writer log;
  private final Listeners listeners;
  private final Lane out;
  private final Lane err;
  private final Runnable failed;
  private final AtomicReference<@Nullable SlipwayException> failure = new AtomicReference<>();
  private volatile long lastOutput;
  private volatile boolean abandoned;

  /**
   * @param failed called when output can no longer be kept; the attempt is to stop then
   */
  StepOutputPipe(
      String step,
      Time time,
      StepLogs.Writer log,
      Redactor redactor,
      Listeners listeners,
      Runnable failed) {
    this.failed = failed;
    this.step = step;
    this.time = time;
    this.log = log;
    this.listeners = listeners;
    this.out = new Lane(LogStream.OUT, redactor);
    this.err = new Lane(LogStream.ERR, redactor);
    this.lastOutput = time.nanos();
  }

  @Override
  public void write(LogStream stream, byte[] bytes, int offset, int length) {
    lastOutput = time.nanos();
    if (failure.get() == null && !abandoned) {
      keeping(() -> (stream == LogStream.OUT ? out : err).write(bytes, offset, length));
    }
  }

  void line(LogStream stream, String text) {
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    write(stream, line, 0, line.length);
  }

  /** Returns when the last output came, as {@link Time#nanos}. */
  long lastOutput() {
    return lastOutput;
  }

  /** Lets go of what was held back; what comes then is a text of its own. */
  void endText() {
    keeping(out::finish);
    keeping(err::finish);
  }

  /**
   * Lets go of what was held back and closes the log.
   *
   * @throws SlipwayException if output could not be kept, now or before
   */
  @Override
  public void close() {
    endText();
    keeping(log::close);
    SlipwayException first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  /** Drops what still comes; the lanes may be held by whoever writes, so they are left alone. */
  void abandon() {
    abandoned = true;
    keeping(log::close);
  }

  private void keeping(Runnable write) {
    try {
      write.run();
    } catch (SlipwayException e) {
      if (failure.compareAndSet(null, e)) {
        failed.run();
      }
    }
  }

  /** One of the two streams. */
  private final class Lane extends OutputStream {
    private final LogStream stream;
    private final RedactingOutput redacting;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(); // guarded by lock

    Lane(LogStream stream, Redactor redactor) {
      this.stream = stream;
      this.redacting = redactor.redacting(new Shown());
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      lock.lock();
      try {
        redacting.write(bytes, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        lock.unlock();
      }
    }

    void finish() {
      lock.lock();
      try {
        redacting.finish();
        show();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        lock.unlock();
      }
    }

    /** Shows listeners the whole lines that came, and what grows too long to wait for its end. */
    private void collect(byte[] bytes, int offset, int length) {
      int end = offset + length;
      int lastLineEnd = end;
      while (lastLineEnd > offset && bytes[lastLineEnd - 1] != '\n') {
        lastLineEnd--;
      }
      line.write(bytes, offset, lastLineEnd - offset);
      if (lastLineEnd > offset) {
        show();
      }
      line.write(bytes, lastLineEnd, end - lastLineEnd);
      if (line.size() > LONGEST_PIECE) {
        show();
      }
    }

    private void show() {
      if (line.size() > 0 && !abandoned) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        listeners.tell(List.of(new RunEvent.StepOutput(time.now(), step, stream, text)));
      }
    }

    /** What is left when secrets are out. */
    private final class Shown extends OutputStream {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        log.write(stream, bytes, offset, length);
        if (!listeners.isEmpty()) {
          collect(bytes, offset, length);
        }
      }
    }
  }
}
