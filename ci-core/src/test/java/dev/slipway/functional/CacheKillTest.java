package dev.slipway.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.NoLeaks;
import dev.slipway.cache.FileCacheStore;
import dev.slipway.cache.Kept;
import dev.slipway.fixture.Jvm;
import dev.slipway.time.SystemTime;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in the middle of what it keeps; others must never see half of it. */
@ExtendWith(NoLeaks.class)
@EnabledOnOs(OS.LINUX)
class CacheKillTest {
  private static final int SIGKILLED = 137;

  @TempDir
  private Path directory;

  @Test
  void aProcessThatIsKilledLeavesNoHalfEntry() throws Exception {
    Random random = new Random(3);
    Path home = directory.resolve("caches");
    int whole = 0;
    for (int round = 0; round < 6; round++) {
      assertThat(killed(home, 1 + random.nextInt(8 * KilledCache.PIECES))).isEqualTo(SIGKILLED);
      whole += wholeEntries(home);
    }
    assertThat(whole).isPositive();
    try (Stream<Path> halves = Files.list(home.resolve("tmp"))) {
      assertThat(halves).isNotEmpty();
    }
  }

  private int killed(Path home, int pieces) throws Exception {
    Process child = new ProcessBuilder(Jvm.command(KilledCache.class, home))
        .redirectError(new File(directory.toFile(), "errors"))
        .start();
    try (InputStream dots = child.getInputStream()) {
      assertThat(dots.readNBytes(pieces)).hasSize(pieces);
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return child.exitValue();
    }
  }

  private static int wholeEntries(Path home) throws IOException {
    int whole = 0;
    try (SystemTime time = SystemTime.create()) {
      FileCacheStore store = KilledCache.store(home, time);
      for (int i = 0; i < 7; i++) {
        Optional<Kept> entry = store.find(KilledCache.SHELF, "k" + i);
        if (entry.isPresent()) {
          byte[] bytes = Files.readAllBytes(entry.get().file());
          assertThat(bytes).hasSize(KilledCache.PIECES * KilledCache.PIECE);
          assertThat(bytes).containsOnly((byte) ('0' + i));
          whole++;
        }
      }
    }
    return whole;
  }
}
