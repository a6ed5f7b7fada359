package dev.slipway.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * An entry of a cache. Immutable.
 *
 * @param key the key it was kept by
 * @param since when it was kept
 * @param size in bytes
 * @param file the file with its content; it may be pruned before it is opened, not while it is read
 * @since 0.1
 */
public record Kept(String key, Instant since, long size, Path file) {
  /**
   * Makes an entry.
   *
   * @throws NullPointerException if a part is null
   */
  public Kept {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(file, "file");
  }
}
