package dev.slipway.cache;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.model.Trust;
import dev.slipway.time.Time;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps entries as files of one directory, which several processes may share. An entry is written under another name and moved to
 * its place in one step; its name begins with the time it was kept, and its file was last changed when it was last used. There is
 * neither an index nor a lock. The directory is for its owner alone. Thread-safe.
 *
 * @since 0.1
 */
public final class FileCacheStore implements CacheStore {
  private static final Logger log = LoggerFactory.getLogger(FileCacheStore.class);
  private static final int BUFFER = 1 << 16;

  private final Path directory;
  private final Time time;
  private final CacheLimits limits;
  private final KeyFile secretKey;
  private final Pruning pruning;

  private FileCacheStore(Path directory, Time time, CacheLimits limits) {
    this.directory = directory;
    this.time = time;
    this.limits = limits;
    this.secretKey = new KeyFile(directory);
    this.pruning = new Pruning(entries(), scratch(), time, limits);
  }

  /** Returns a store in a directory, which is made when the first entry is kept. */
  public static FileCacheStore in(Path directory, Time time, CacheLimits limits) {
    return new FileCacheStore(
        Objects.requireNonNull(directory, "directory"),
        Objects.requireNonNull(time, "time"),
        Objects.requireNonNull(limits, "limits"));
  }

  @Override
  public Optional<Kept> find(Shelf shelf, String key) {
    return latest(shelf, key);
  }

  @Override
  public Optional<Kept> newest(Shelf shelf) {
    return latest(shelf, null);
  }

  @Override
  public long keep(Shelf shelf, String key, Content content) throws InterruptedException {
    if (!key.matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException(
          "a key is one word of letters and digits, not '" + key + "'");
    }
    try {
      Path half = OwnerOnly.directory(scratch()).resolve(UUID.randomUUID().toString());
      try {
        long size = write(half, content);
        Instant now = time.now();
        Files.setLastModifiedTime(half, FileTime.from(now));
        Path place = Files.createDirectories(place(shelf, shelf.trust()));
        Files.move(half, place.resolve(name(now, key)), StandardCopyOption.ATOMIC_MOVE);
        prune();
        return size;
      } finally {
        Files.deleteIfExists(half);
      }
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw Stopped.by(e);
    } catch (IOException e) {
      throw failed("nothing can be kept: " + IoTexts.of(e), e);
    }
  }

  @Override
  public void drop(Kept entry) {
    try {
      Files.deleteIfExists(entry.file());
    } catch (IOException e) {
      log.warn("The cache entry {} could not be deleted: {}", entry.file(), IoTexts.of(e));
    }
  }

  @Override
  public String fingerprint(String text) {
    try {
      return secretKey.fingerprint(text);
    } catch (IOException e) {
      throw failed("its secret key cannot be had: " + IoTexts.of(e), e);
    }
  }

  private long write(Path half, Content content) throws IOException, InterruptedException {
    try (Limited out = new Limited(Files.newOutputStream(half))) {
      content.writeTo(out);
      out.flush();
      return out.written;
    }
  }

  private void prune() {
    try {
      pruning.run();
    } catch (IOException e) {
      log.warn("The cache {} could not be pruned: {}", directory, IoTexts.of(e));
    }
  }

  private Optional<Kept> latest(Shelf shelf, @Nullable String key) {
    List<Kept> found = new ArrayList<>();
    try {
      for (Trust trust : shelf.trust() == Trust.TRUSTED
          ? List.of(Trust.TRUSTED)
          : List.of(Trust.TRUSTED, Trust.UNTRUSTED)) {
        collect(place(shelf, trust), key, found);
      }
    } catch (IOException e) {
      throw failed("it cannot be read: " + IoTexts.of(e), e);
    }
    Optional<Kept> latest = found.stream().max(Comparator.comparing(Kept::since));
    latest.ifPresent(this::used);
    return latest;
  }

  private static void collect(Path place, @Nullable String key, List<Kept> found)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
      for (Path file : files) {
        String[] name = file.getFileName().toString().split("-", 2);
        if (name.length == 2 && (key == null || name[1].equals(key))) {
          found.add(new Kept(name[1], time(name[0]), file.toFile().length(), file));
        }
      }
    } catch (NoSuchFileException nothingKept) {
      log.debug("Nothing is kept in {}", place);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static Instant time(String name) {
    return Instant.ofEpochMilli(Long.parseLong(name, 16));
  }

  private void used(Kept entry) {
    try {
      Files.setLastModifiedTime(entry.file(), FileTime.from(time.now()));
    } catch (IOException e) {
      log.debug("The use of {} could not be noted", entry.file(), e);
    }
  }

  private static String name(Instant now, String key) {
    return String.format("%012x-%s", now.toEpochMilli(), key);
  }

  private Path place(Shelf shelf, Trust trust) {
    return entries()
        .resolve(trust.name().toLowerCase(Locale.ROOT))
        .resolve(shelf.kind())
        .resolve(Hashes.of(shelf.name()).substring(0, 32));
  }

  private Path entries() {
    return directory.resolve("entries");
  }

  private Path scratch() {
    return directory.resolve("tmp");
  }

  private CacheException failed(String found, IOException e) {
    return new CacheException(
        new Problem(
            "cache " + directory,
            found,
            "a directory with room that this user can write to",
            "make room or mend the permissions"),
        e);
  }

  /** Does not write more than the whole cache may hold. */
  private final class Limited extends FilterOutputStream {
    private long written;

    Limited(OutputStream target) {
      super(new BufferedOutputStream(target, BUFFER));
    }

    @Override
    public void write(int b) throws IOException {
      count(1);
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count(length);
      out.write(bytes, offset, length);
    }

    private void count(int bytes) {
      written += bytes;
      if (written > limits.bytes()) {
        throw new CacheException(
            new Problem(
                "cache " + directory,
                "an entry is larger than the " + limits.bytes() + " bytes that all may have",
                "an entry that fits",
                "keep less in it, or raise the limit"),
            null);
      }
    }
  }
}
