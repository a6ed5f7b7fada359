package dev.slipway.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Keeps entries between builds, each by a key on a shelf. What an untrusted build keeps is seen by untrusted builds only; what a
 * trusted one keeps is seen by all. Thread-safe; methods may block.
 *
 * @since 0.1
 */
public interface CacheStore {

  /** Returns a store that keeps nothing and is never asked by an engine, as in a simulation. */
  static CacheStore none() {
    return NoCaches.INSTANCE;
  }

  /**
   * Returns the entry of a key, if it is there, and counts it as used.
   *
   * @throws CacheException if the store cannot be read
   */
  Optional<Kept> find(Shelf shelf, String key);

  /**
   * Returns the entry of a shelf that was kept last, if it has one, and counts it as used.
   *
   * @throws CacheException if the store cannot be read
   */
  Optional<Kept> newest(Shelf shelf);

  /**
   * Keeps an entry. Others see it whole or not at all, even if this process is killed. What is too old or too much is pruned
   * then.
   *
   * @param key one word of letters and digits
   * @return its size in bytes
   * @throws CacheException if it cannot be written, or is larger than all entries together may be
   * @throws InterruptedException if the thread is interrupted
   */
  long keep(Shelf shelf, String key, Content content) throws InterruptedException;

  /** Drops an entry that turned out to be of no use. Does nothing if it is gone or cannot be dropped. */
  void drop(Kept entry);

  /**
   * Returns a keyed hash of a text, the same for all processes that share the store. Without the key, which never leaves the store,
   * nobody can tell a text by its hash, or try texts out.
   *
   * @throws CacheException if the key cannot be read or made
   */
  String fingerprint(String text);

  /** Writes the content of an entry. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes everything to a stream, which is neither flushed nor closed.
     *
     * @throws IOException if something cannot be read or written
     * @throws InterruptedException if the thread is interrupted
     */
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }
}
