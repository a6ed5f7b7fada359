package dev.slipway.functional;

import dev.slipway.cache.CacheLimits;
import dev.slipway.cache.FileCacheStore;
import dev.slipway.cache.Shelf;
import dev.slipway.model.Trust;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.Arrays;

/** The program of {@link CacheKillTest}: keeps entries without end, and says so with each piece it writes. */
final class KilledCache {
  static final Shelf SHELF = new Shelf("things", "killed", Trust.TRUSTED);
  static final int PIECES = 20;
  static final int PIECE = 50_000;

  private KilledCache() {}

  /** Keeps entries below a directory until it is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    try (SystemTime time = SystemTime.create()) {
      FileCacheStore store = store(Path.of(arguments[0]), time);
      for (int i = 0; ; i++) {
        String key = "k" + i % 7;
        store.keep(SHELF, key, out -> {
          byte[] piece = new byte[PIECE];
          Arrays.fill(piece, (byte) key.charAt(1));
          for (int n = 0; n < PIECES; n++) {
            out.write(piece);
            System.out.print('.');
            System.out.flush();
          }
        });
      }
    }
  }

  static FileCacheStore store(Path home, SystemTime time) {
    return FileCacheStore.in(home, time, CacheLimits.ofDefaults().withBytes(10L * PIECES * PIECE));
  }
}
