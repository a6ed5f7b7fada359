package dev.slipway.docker;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The output of a service: whole lines with its name before them, given to the logs of the steps that use it. Thread-safe; one thread
 * writes.
 */
final class ServiceLog implements OutputSink {
  private static final int MOST_LINES = 20;
  private static final int LONGEST_LINE = 16 * 1024;

  private final String name;
  private final @Nullable Pattern wanted;
  private final CountDownLatch found = new CountDownLatch(1);
  private final List<OutputSink> readers = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ArrayDeque<String> last = new ArrayDeque<>(); // guarded by itself

  /**
   * @param wanted what a line must contain for the service to be ready; null if it is told in another way
   */
  ServiceLog(String name, @Nullable Pattern wanted) {
    this.name = name;
    this.wanted = wanted;
  }

  void addReader(OutputSink reader) {
    readers.add(reader);
  }

  void removeReader(OutputSink reader) {
    readers.remove(reader);
  }

  /** Returns whether the wanted line has come. */
  boolean isFound() {
    return found.getCount() == 0;
  }

  /** Returns the last lines, for people; empty if nothing was written. */
  String lastLines() {
    synchronized (last) {
      return String.join("\n", last);
    }
  }

  @Override
  public void write(LogStream stream, byte[] bytes, int offset, int length) {
    ByteArrayOutputStream line = stream == LogStream.OUT ? out : err;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n' || line.size() >= LONGEST_LINE) {
        pass(stream, line);
      }
      if (bytes[i] != '\n') {
        line.write(bytes[i]);
      }
    }
  }

  private void pass(LogStream stream, ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    byte[] named = (name + " | " + text + "\n").getBytes(StandardCharsets.UTF_8);
    line.reset();
    readers.forEach(reader -> reader.write(stream, named, 0, named.length));
    synchronized (last) {
      last.add(text);
      if (last.size() > MOST_LINES) {
        last.remove();
      }
    }
    if (wanted != null && wanted.matcher(text).find()) {
      found.countDown();
    }
  }
}
