package dev.slipway.journal;

import dev.slipway.model.LogStream;
import dev.slipway.run.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;

/** Cuts the frames of a log into lines, each stream by itself, holding no more than the lines that are not yet ended. */
final class LogLines extends AbstractSpliterator<LogLine> {
  static final int LONGEST_LINE = 64 * 1024;

  private final LogFrames.Reader frames;
  private final Map<LogStream, Pending> pending = new EnumMap<>(LogStream.class);
  private final Deque<LogLine> ready = new ArrayDeque<>();
  private boolean ended;

  LogLines(LogFrames.Reader frames) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.frames = frames;
  }

  @Override
  public boolean tryAdvance(Consumer<? super LogLine> action) {
    while (ready.isEmpty() && !ended) {
      read();
    }
    LogLine line = ready.poll();
    if (line != null) {
      action.accept(line);
    }
    return line != null;
  }

  private void read() {
    try {
      LogFrames.Frame frame = frames.next();
      if (frame == null) {
        ended = true;
        pending.values().forEach(rest -> rest.end(ready));
      } else {
        pending.computeIfAbsent(frame.stream(), Pending::new).add(frame, ready);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line that has begun. */
  private static final class Pending {
    private final LogStream stream;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant since = Instant.EPOCH;

    Pending(LogStream stream) {
      this.stream = stream;
    }

    void add(LogFrames.Frame frame, Deque<LogLine> ready) {
      byte[] text = frame.bytes();
      Instant written = Instant.ofEpochMilli(frame.millis());
      int start = 0;
      for (int i = 0; i < text.length; i++) {
        boolean ended = text[i] == '\n';
        if (ended || isFull(bytes.size() + i - start, text[i])) {
          begin(written);
          bytes.write(text, start, i - start);
          emit(ready, ended);
          start = ended ? i + 1 : i;
        }
      }
      if (start < text.length) {
        begin(written);
        bytes.write(text, start, text.length - start);
      }
    }

    void end(Deque<LogLine> ready) {
      if (bytes.size() > 0) {
        emit(ready, true);
      }
    }

    private void begin(Instant written) {
      if (bytes.size() == 0) {
        since = written;
      }
    }

    /** Whether a piece is long enough; a character of several bytes is not cut in two. */
    private static boolean isFull(int size, byte next) {
      boolean withinCharacter = (next & 0xC0) == 0x80;
      return size >= LONGEST_LINE && (!withinCharacter || size >= LONGEST_LINE + 3);
    }

    private void emit(Deque<LogLine> ready, boolean ended) {
      String text = bytes.toString(StandardCharsets.UTF_8);
      bytes.reset();
      boolean cut = ended && text.endsWith("\r");
      ready.add(new LogLine(since, stream, cut ? text.substring(0, text.length() - 1) : text));
    }
  }
}
