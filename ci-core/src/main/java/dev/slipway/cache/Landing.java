package dev.slipway.cache;

import dev.slipway.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings kept directories into the workspace of one build: whole or not at all, and one at a time into each place. A workspace
 * belongs to one process, so what lies half restored in it is left from a dead one.
 */
final class Landing {
  private final Map<Path, ReentrantLock> places = new ConcurrentHashMap<>();

  /**
   * Brings an entry to its place.
   *
   * @return the files that made its key; empty if there are files in the place already
   */
  Optional<SortedMap<String, String>> bring(Kept entry, Path workspace, String path)
      throws IOException, InterruptedException {
    Path target = Trees.make(workspace, path);
    ReentrantLock lock = places.computeIfAbsent(target, place -> new ReentrantLock());
    lock.lockInterruptibly();
    try {
      return Trees.isEmpty(target) ? Optional.of(moved(entry, target)) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private static SortedMap<String, String> moved(Kept entry, Path target) throws IOException {
    String name = String.valueOf(target.getFileName());
    Path half = target.resolveSibling(".slipway-" + Hashes.of(name).substring(0, 12) + ".part");
    FileTrees.delete(half);
    try {
      SortedMap<String, String> files = DirectoryEntry.unpack(entry, half);
      Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
      return files;
    } finally {
      FileTrees.delete(half);
    }
  }
}
