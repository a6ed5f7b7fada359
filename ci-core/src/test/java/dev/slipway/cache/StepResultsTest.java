package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Artifact;
import dev.slipway.model.LogStream;
import dev.slipway.model.Trust;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepResultsTest {
  private static final Shelf SHELF = StepResults.shelf("p", "s", Trust.TRUSTED);
  private static final SortedMap<String, String> PARTS =
      new TreeMap<>(Map.of("the image", "1", "the file a", "2"));

  @TempDir
  private Path home;

  private CacheStore store;
  private StepResults results;

  @BeforeEach
  void open() {
    store = FileCacheStore.in(home.resolve("caches"), new StillTime(), CacheLimits.ofDefaults());
    results = StepResults.in(store);
  }

  @Test
  void aResultIsFoundByAllItDependsOn() throws Exception {
    KeptResult kept = keep(new LogRecording());
    assertThat(results.find(SHELF, PARTS)).contains(kept);
    assertThat(results.find(SHELF, new TreeMap<>(Map.of("the image", "1")))).isEmpty();
    assertThat(results.find(StepResults.shelf("p", "t", Trust.TRUSTED), PARTS)).isEmpty();
    assertThat(results.changes(SHELF, new TreeMap<>(Map.of("the image", "2", "the file b", "3"))))
        .containsExactly("the file a is gone", "the file b is new", "the image changed");
  }

  @Test
  void manyChangesAreCounted() throws Exception {
    keep(new LogRecording());
    SortedMap<String, String> many = new TreeMap<>(PARTS);
    IntStream.range(0, 25).forEach(i -> many.put("the file x" + i, "1"));
    assertThat(results.changes(SHELF, many))
        .hasSize(11)
        .startsWith("the file x0 is new")
        .endsWith("15 more changes");
  }

  @Test
  void aLogIsReplayedAsItWasRecordedUpToALimit() throws Exception {
    LogRecording log = new LogRecording();
    write(log, LogStream.OUT, "before\n");
    log.start();
    write(log, LogStream.OUT, "out\n");
    write(log, LogStream.ERR, "err\n");
    assertThat(log.isCut()).isFalse();
    write(log, LogStream.OUT, "x".repeat(3_000_000));
    log.stop();
    write(log, LogStream.OUT, "after\n");
    assertThat(log.isCut()).isTrue();
    assertThat(keep(log).logCut()).isTrue();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    results.replay(
        SHELF,
        PARTS,
        (stream, bytes, offset, length) ->
            (stream == LogStream.OUT ? out : err).write(bytes, offset, length));
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("out\nxxx").endsWith("x");
    assertThat(out.size()).isBetween(1_900_000, 2_000_000);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
  }

  @Test
  void whatIsDamagedIsNotThere() throws Exception {
    LogRecording log = new LogRecording();
    log.start();
    write(log, LogStream.OUT, "out\n");
    keep(log);
    Path entry = store.newest(SHELF).orElseThrow().file();
    byte[] bytes = Files.readAllBytes(entry);
    for (int length = 0; length < bytes.length; length += 3) {
      Files.write(entry, Arrays.copyOf(bytes, length));
      assertThat(results.find(SHELF, PARTS)).isEmpty();
      assertThat(entry).doesNotExist();
    }
  }

  private KeptResult keep(LogRecording log) throws InterruptedException {
    KeptResult result = new KeptResult(
        "b1",
        Instant.parse("2026-01-02T03:04:05Z"),
        PARTS,
        List.of(
            new Artifact("jar", "sha256:1", List.of(new Artifact.Entry("a", "sha256:2", 3, true)))),
        log.isCut());
    results.keep(SHELF, result, log);
    return result;
  }

  private static void write(LogRecording log, LogStream stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    log.write(stream, bytes, 0, bytes.length);
  }
}
