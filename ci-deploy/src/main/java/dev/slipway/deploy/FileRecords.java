package dev.slipway.deploy;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.time.Time;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records in a directory: a file with a fact on each line, replaced as a whole, and a file that is locked while it is held. */
final class FileRecords implements Records {
  private static final Logger logger = LoggerFactory.getLogger(FileRecords.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Path directory;
  private final Path file;

  FileRecords(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("records.jsonl");
  }

  @Override
  public Hold hold(Time time, Duration limit, Consumer<String> log) throws InterruptedException {
    long deadline = time.nanos() + limit.toNanos();
    boolean told = false;
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before the deployment began");
      }
      FileChannel channel = tryLock();
      if (channel != null) {
        return new FileHold(channel);
      }
      if (!told) {
        log.accept("waits until another deployment to the same environment has ended");
        told = true;
      }
      if (time.nanos() - deadline > 0) {
        throw new RecordsException(
            new Problem(
                "records " + directory,
                "another deployment to the same environment has not ended for " + limit,
                "one deployment at a time",
                "end the other, or try again later"),
            null);
      }
      time.sleep(POLL);
    }
  }

  @Override
  public History read() {
    return new History(facts());
  }

  private void add(Fact fact) {
    List<Fact> all = new ArrayList<>(facts());
    all.add(fact);
    StringBuilder text = new StringBuilder();
    for (Fact each : all) {
      Json.write(each, text);
      text.append('\n');
    }
    Path half = directory.resolve("records.new");
    // not a channel: an interrupt closes a channel, and a cancelled deployment has to be recorded
    // too
    try (FileOutputStream out = new FileOutputStream(half.toFile())) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      out.getFD().sync();
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("written", e);
    }
  }

  private List<Fact> facts() {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String> lines;
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw failed("read", e);
    }
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      try {
        facts.add(Json.read(lines.get(i), Fact.class));
      } catch (JsonException e) {
        throw new RecordsException(
            new Problem(
                file + ", line " + (i + 1),
                e.problems().get(0).found(),
                "a fact as this version writes it",
                "restore the file from a backup, or remove the line"),
            e);
      }
    }
    return facts;
  }

  private @Nullable FileChannel tryLock() throws InterruptedException {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel = FileChannel.open(
          directory.resolve("deployments.lock"),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
      channel.close();
      return null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      release(channel);
      return null;
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("interrupted while the records were locked");
    } catch (IOException e) {
      release(channel);
      throw failed("locked", e);
    }
  }

  private final class FileHold implements Hold {
    private final FileChannel channel;

    FileHold(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public History read() {
      return FileRecords.this.read();
    }

    @Override
    public void add(Fact fact) {
      FileRecords.this.add(fact);
    }

    @Override
    public void close() {
      release(channel);
    }
  }

  private static void release(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      logger.warn("A lock was not released properly", e);
    }
  }

  private RecordsException failed(String what, IOException e) {
    return new RecordsException(
        new Problem(
            "records " + directory,
            "they cannot be " + what + ": " + e,
            "a directory with room that can be read and written",
            "mend the cause and try again"),
        e);
  }
}
