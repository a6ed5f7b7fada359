package dev.slipway.cache;

import dev.slipway.time.Time;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what a cache has kept too long or too much of, and what dead processes left half written. */
final class Pruning {
  private static final Logger log = LoggerFactory.getLogger(Pruning.class);
  private static final Duration HALF_WRITTEN = Duration.ofDays(1);

  private final Path entries;
  private final Path scratch;
  private final Time time;
  private final CacheLimits limits;

  Pruning(Path entries, Path scratch, Time time, CacheLimits limits) {
    this.entries = entries;
    this.scratch = scratch;
    this.time = time;
    this.limits = limits;
  }

  /** Prunes; other processes may do the same at the same time. */
  void run() throws IOException {
    Instant now = time.now();
    List<Found> kept = files(entries);
    kept.sort(Comparator.comparing(Found::used));
    long size = kept.stream().mapToLong(Found::size).sum();
    for (Found file : kept) {
      boolean tooOld = file.used().isBefore(now.minus(limits.unused()));
      if (tooOld || size > limits.bytes()) {
        delete(file);
        size -= file.size();
      }
    }
    for (Found file : files(scratch)) {
      if (file.used().isBefore(now.minus(HALF_WRITTEN))) {
        delete(file);
      }
    }
  }

  private static void delete(Found file) throws IOException {
    if (Files.deleteIfExists(file.path())) {
      log.debug("Pruned {} with {} bytes, last used {}", file.path(), file.size(), file.used());
    }
  }

  private static List<Found> files(Path directory) throws IOException {
    List<Found> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      Files.walkFileTree(directory, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          found.add(new Found(file, attributes.lastModifiedTime().toInstant(), attributes.size()));
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException deletedMeanwhile) {
          return FileVisitResult.CONTINUE;
        }
      });
    }
    return found;
  }

  private record Found(Path path, Instant used, long size) {}
}
