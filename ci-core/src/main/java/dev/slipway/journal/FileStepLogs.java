package dev.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.model.LogStream;
import dev.slipway.run.LogLine;
import dev.slipway.time.Time;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Logs in files, one for each step. */
final class FileStepLogs implements StepLogs {
  private static final int LONGEST_NAME = 120;
  private static final Pattern PLAIN = Pattern.compile("[a-z0-9_. -]{1," + LONGEST_NAME + "}");

  private final Path directory;
  private final Time time;

  FileStepLogs(Path directory, Time time) {
    this.directory = directory;
    this.time = time;
  }

  @Override
  public Writer writer(String step) {
    return new FileWriter(file(step));
  }

  @Override
  public InputStream read(String step) {
    return new LogFrames.Bytes(frames(step), null);
  }

  @Override
  public InputStream read(String step, LogStream stream) {
    return new LogFrames.Bytes(frames(step), stream);
  }

  @Override
  public Stream<LogLine> lines(String step) {
    LogFrames.Reader frames = frames(step);
    return StreamSupport.stream(new LogLines(frames), false).onClose(() -> {
      try {
        frames.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private LogFrames.Reader frames(String step) {
    return new LogFrames.Reader(new FileSource(file(step)));
  }

  /**
   * A name for any step: two steps never share one, also where a file system takes {@code A} and {@code a} for the same, and none
   * is too long for a file system.
   */
  private Path file(String step) {
    String name = URLEncoder.encode(step, UTF_8).replace("*", "%2A");
    if (!PLAIN.matcher(step).matches()) {
      name = name.substring(0, Math.min(name.length(), LONGEST_NAME)) + "~" + digest(step);
    }
    return directory.resolve(name + ".log");
  }

  private static String digest(String step) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(step.getBytes(UTF_8));
      return HexFormat.of().formatHex(sha256, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static JournalException failed(Path file, IOException e) {
    return new JournalException(
        new Problem(
            file.toString(),
            "the log of a step cannot be used: " + IoTexts.reason(e),
            "a file that this user can write to, on a disk with room",
            "make room or mend the permissions"),
        e);
  }

  /** A file that may not be there yet. */
  private static final class FileSource implements LogFrames.Source {
    private final Path file;
    private @Nullable FileInputStream content;

    FileSource(Path file) {
      this.file = file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (content == null) {
        if (!Files.exists(file)) {
          return -1; // most steps never write
        }
        content = new FileInputStream(file.toFile());
      }
      return content.read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (content != null) {
        content.close();
      }
    }
  }

  /**
   * Appends frames; the file is made by the first one, since most Java steps write nothing. Not a channel: an interrupt of the
   * writing thread would close it.
   */
  private final class FileWriter implements Writer {
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FileOutputStream output; // guarded by lock
    private boolean closed; // guarded by lock

    FileWriter(Path file) {
      this.file = file;
    }

    @Override
    public void write(LogStream stream, byte[] bytes, int offset, int length) {
      lock.lock();
      try {
        if (closed) {
          return; // an abandoned step that still writes
        }
        open().write(LogFrames.frame(stream, time.now().toEpochMilli(), bytes, offset, length));
      } catch (IOException e) {
        throw cutOff(e);
      } finally {
        lock.unlock();
      }
    }

    private FileOutputStream open() throws IOException {
      if (output == null) {
        Files.createDirectories(directory);
        if (Files.exists(file)) {
          cutOff();
        }
        output = new FileOutputStream(file.toFile(), true);
      }
      return output;
    }

    /** Cuts off what a dead process or a full disk left half written: nothing could be read behind it. */
    private void cutOff() throws IOException {
      try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw")) {
        long whole = LogFrames.wholeLength(log);
        if (whole < log.length()) {
          log.setLength(whole);
        }
      }
    }

    private JournalException cutOff(IOException e) {
      JournalException failure = failed(file, e);
      try {
        if (Files.exists(file)) {
          cutOff();
        }
      } catch (IOException again) {
        failure.addSuppressed(again);
      }
      return failure;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        if (output != null) {
          output.close();
        }
      } catch (IOException e) {
        throw failed(file, e);
      } finally {
        lock.unlock();
      }
    }
  }
}
