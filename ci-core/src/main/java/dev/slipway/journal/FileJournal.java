package dev.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.run.RunEvent;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events as lines of JSON in a file that only grows. Not a channel: an interrupt of the writing thread would close it. */
final class FileJournal implements AutoCloseable {
  static final String NAME = "journal.jsonl";

  private final Path file;
  private final RandomAccessFile content;
  private long size;

  private FileJournal(Path file, RandomAccessFile content, long size) {
    this.file = file;
    this.content = content;
    this.size = size;
  }

  /** Opens a journal for writing behind its last whole line; what a dead process left half written is cut off. */
  static FileJournal open(Path file) {
    long size = read(file).size();
    try {
      RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw");
      try {
        content.setLength(size);
        content.seek(size);
      } catch (IOException e) {
        content.close();
        throw e;
      }
      return new FileJournal(file, content, size);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  void append(List<RunEvent> events) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(256 * events.size());
    try {
      for (RunEvent event : events) {
        Json.write(new Line(event), lines);
        lines.write('\n');
      }
      content.write(lines.toByteArray());
      size += lines.size();
    } catch (IOException e) {
      throw cutOff(e);
    }
  }

  void sync() {
    try {
      content.getFD().sync();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  static Content read(Path file) {
    List<RunEvent> events = new ArrayList<>();
    long size = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        events.add(event(file, events.size() + 1, line.toString(UTF_8)));
        size += line.size() + 1L;
        line.reset();
      }
      return new Content(events, size);
    } catch (NoSuchFileException notYet) {
      return new Content(List.of(), 0);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static RunEvent event(Path file, int number, String line) {
    try {
      RunEvent event = Json.read(line, Line.class).event();
      if (event == null) {
        throw damaged(file, number, "there is none in it", null);
      }
      return event;
    } catch (JsonException e) {
      throw damaged(file, number, e.problems().get(0).found(), e);
    }
  }

  private static JournalException damaged(
      Path file, int number, String found, @Nullable Throwable cause) {
    return new JournalException(
        new Problem(
            file + ":" + number,
            "a line that is no event: " + found,
            "one event as JSON",
            "restore the file from a backup, or delete the build's directory"),
        cause);
  }

  /** Takes back what was half written, so that the journal stays whole, and tells the first error. */
  private JournalException cutOff(IOException e) {
    JournalException failure = failed(file, e);
    try {
      content.setLength(size);
      content.seek(size);
    } catch (IOException again) {
      failure.addSuppressed(again);
    }
    return failure;
  }

  private static JournalException failed(Path file, IOException e) {
    return new JournalException(
        new Problem(
            file.toString(),
            "the journal of the build cannot be used: " + IoTexts.reason(e),
            "a file that this user can write to, on a disk with room",
            "make room or mend the permissions, then resume the build"),
        e);
  }

  /** An event in its line; the wrapper gives the event its type. */
  record Line(@Nullable RunEvent event) {}

  /** What a journal holds: whole lines, and their length in bytes. */
  record Content(List<RunEvent> events, long size) {}
}
