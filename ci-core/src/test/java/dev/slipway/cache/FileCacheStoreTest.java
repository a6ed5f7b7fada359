package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheStoreTest {
  private static final Shelf SHELF = new Shelf("things", "a shelf / with any name", Trust.TRUSTED);
  private static final Shelf UNTRUSTED = new Shelf("things", SHELF.name(), Trust.UNTRUSTED);

  @TempDir
  private Path home;

  private final StillTime time = new StillTime();

  @Test
  void anEntryIsFoundByItsKeyAndTheNewestWithoutOne() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults());
    assertThat(store.newest(SHELF)).isEmpty();
    keep(store, SHELF, "a", "first");
    time.pass(Duration.ofSeconds(1));
    keep(store, SHELF, "b", "second");
    assertThat(text(store.find(SHELF, "a").orElseThrow())).isEqualTo("first");
    assertThat(store.find(SHELF, "c")).isEmpty();
    assertThat(store.newest(SHELF).orElseThrow()).satisfies(newest -> {
      assertThat(newest.key()).isEqualTo("b");
      assertThat(newest.since()).isEqualTo(time.now());
      assertThat(newest.size()).isEqualTo(6);
    });
    assertThat(store.newest(new Shelf("others", SHELF.name(), Trust.TRUSTED))).isEmpty();
  }

  @Test
  void aTrustedBuildNeverSeesWhatAnUntrustedOneKept() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults());
    keep(store, UNTRUSTED, "a", "evil");
    assertThat(store.find(SHELF, "a")).isEmpty();
    assertThat(store.newest(SHELF)).isEmpty();
    assertThat(store.find(UNTRUSTED, "a")).isPresent();
    time.pass(Duration.ofSeconds(1));
    keep(store, SHELF, "b", "good");
    assertThat(text(store.newest(UNTRUSTED).orElseThrow())).isEqualTo("good");
  }

  @Test
  void whatWasNotUsedLongestGoesWhenThereIsTooMuch() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults().withBytes(30));
    for (String key : List.of("a", "b", "c")) {
      keep(store, SHELF, key, "0123456789");
      time.pass(Duration.ofSeconds(1));
    }
    store.find(SHELF, "a");
    time.pass(Duration.ofSeconds(1));
    keep(store, SHELF, "d", "0123456789");
    assertThat(kept(store)).containsExactly("a", "c", "d");
  }

  @Test
  void whatNobodyUsedForLongGoes() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults().withUnused(Duration.ofDays(2)));
    keep(store, SHELF, "a", "x");
    keep(store, SHELF, "b", "x");
    time.pass(Duration.ofDays(1));
    store.find(SHELF, "a");
    time.pass(Duration.ofDays(1).plusSeconds(1));
    keep(store, SHELF, "c", "x");
    assertThat(kept(store)).containsExactly("a", "c");
  }

  @Test
  void anEntryThatIsLargerThanAllMayBeIsRefusedAndTheOthersStay() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults().withBytes(10));
    keep(store, SHELF, "a", "x");
    assertThatThrownBy(() -> keep(store, SHELF, "b", "01234567890"))
        .isInstanceOf(CacheException.class)
        .hasMessage("cache " + home.resolve("caches")
            + ": an entry is larger than the 10 bytes that all may have;"
            + " expected an entry that fits; to mend it, keep less in it, or raise the limit");
    assertThat(kept(store)).containsExactly("a");
    assertThat(scratch()).isEmpty();
  }

  @Test
  void whatADeadProcessLeftHalfWrittenIsNotSeenAndGoesAfterADay() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults());
    keep(store, SHELF, "a", "x");
    Path half = Files.writeString(home.resolve("caches/tmp/half"), "half");
    Files.setLastModifiedTime(half, FileTime.from(time.now()));
    keep(store, SHELF, "b", "x");
    assertThat(kept(store)).containsExactly("a", "b");
    assertThat(scratch()).containsExactly(half);
    time.pass(Duration.ofHours(25));
    keep(store, SHELF, "c", "x");
    assertThat(scratch()).isEmpty();
  }

  @Test
  void contentThatCannotBeMadeLeavesNothingBehind() throws Exception {
    CacheStore store = store(CacheLimits.ofDefaults());
    assertThatThrownBy(() -> store.keep(SHELF, "a", out -> {
          out.write(1);
          throw new IOException("a bad sector");
        }))
        .isInstanceOf(CacheException.class)
        .hasMessage("cache " + home.resolve("caches") + ": nothing can be kept: a bad sector;"
            + " expected a directory with room that this user can write to; to mend it, make room or"
            + " mend the permissions");
    assertThat(store.find(SHELF, "a")).isEmpty();
    assertThat(scratch()).isEmpty();
  }

  @Test
  void fingerprintsAreTheSameInAllProcessesAndTellNothing() throws Exception {
    String first = store(CacheLimits.ofDefaults()).fingerprint("secret");
    assertThat(store(CacheLimits.ofDefaults()).fingerprint("secret")).isEqualTo(first);
    assertThat(first).matches("[0-9a-f]{64}").isNotEqualTo(Hashes.of("secret"));
    assertThat(FileCacheStore.in(home.resolve("other"), time, CacheLimits.ofDefaults())
            .fingerprint("secret"))
        .isNotEqualTo(first);
    assertThat(Files.getPosixFilePermissions(home.resolve("caches/key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(home.resolve("caches")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aDamagedKeyIsTold() throws Exception {
    store(CacheLimits.ofDefaults()).fingerprint("secret");
    Files.writeString(home.resolve("caches/key"), "short");
    assertThatThrownBy(() -> store(CacheLimits.ofDefaults()).fingerprint("secret"))
        .isInstanceOf(CacheException.class)
        .hasMessageContaining(": its secret key cannot be had: it has 5 bytes, not 32 ("
            + home.resolve("caches/key") + ")");
  }

  @Test
  void manyAtOnceMakeOneKeyAndSeeOnlyWholeEntries() throws Exception {
    Set<String> fingerprints = ConcurrentHashMap.newKeySet();
    Set<Integer> lengths = ConcurrentHashMap.newKeySet();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      CacheStore store = store(CacheLimits.ofDefaults().withBytes(3_000_000));
      int number = i;
      tasks.add(() -> {
        fingerprints.add(store.fingerprint("x"));
        for (int round = 0; round < 20; round++) {
          keep(store, SHELF, "k" + number, "x".repeat(500_000));
          store.newest(SHELF).ifPresent(entry -> read(entry, lengths));
        }
        return null;
      });
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(fingerprints).hasSize(1);
    assertThat(lengths).containsExactly(500_000);
    assertThat(scratch()).isEmpty();
  }

  private static void read(Kept entry, Set<Integer> lengths) {
    try {
      lengths.add(Files.readAllBytes(entry.file()).length);
    } catch (NoSuchFileException prunedMeanwhile) {
      // and perhaps kept again since: this clock stands still, so an entry of the same key has the
      // same name
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileCacheStore store(CacheLimits limits) {
    return FileCacheStore.in(home.resolve("caches"), time, limits);
  }

  private static void keep(CacheStore store, Shelf shelf, String key, String content)
      throws InterruptedException {
    store.keep(shelf, key, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Kept entry) throws IOException {
    return Files.readString(entry.file());
  }

  private List<String> kept(CacheStore store) {
    return Stream.of("a", "b", "c", "d")
        .filter(key -> store.find(SHELF, key).isPresent())
        .toList();
  }

  private List<Path> scratch() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("caches/tmp"))) {
      return files.toList();
    }
  }
}
