package dev.slipway.journal;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the place of a build by a lock on a file in it, which the system drops with the process. Systems drop such a lock as well
 * when its process closes any other channel on the file, so a process must not even open the file of a place that it holds.
 */
final class PlaceLock implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PlaceLock.class);
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel file;

  private PlaceLock(Path key, FileChannel file) {
    this.key = key;
    this.file = file;
  }

  static PlaceLock hold(Path place) {
    try {
      Path key = place.toRealPath();
      if (!HELD_HERE.add(key)) {
        throw held(place);
      }
      @Nullable FileChannel file = null;
      try {
        file = locked(place);
      } finally {
        if (file == null) {
          HELD_HERE.remove(key);
        }
      }
      if (file == null) {
        throw held(place);
      }
      return new PlaceLock(key, file);
    } catch (IOException e) {
      throw new JournalException(
          new Problem(
              place.toString(),
              "it cannot be locked: " + IoTexts.reason(e),
              "files that this user can write to, on a disk with room",
              "make room or mend the permissions"),
          e);
    }
  }

  private static @Nullable FileChannel locked(Path place) throws IOException {
    FileChannel file = FileChannel.open(
        place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return file;
      }
    } catch (OverlappingFileLockException heldByAnotherClassLoader) {
      log.debug("Build {} is held by this process", place.getFileName());
    } catch (IOException e) {
      file.close();
      throw e;
    }
    file.close();
    return null;
  }

  private static JournalException held(Path place) {
    return new JournalException(
        new Problem(
            "build " + place.getFileName(),
            "it is held by another engine that is alive",
            "a build that nobody works on",
            "wait until it has ended, or end the process that holds it"),
        null);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      log.warn("The lock of {} could not be closed: {}", key, IoTexts.reason(e));
    } finally {
      HELD_HERE.remove(key);
    }
  }
}
