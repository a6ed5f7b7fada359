package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.file.FileTrees;
import dev.slipway.model.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
  @TempDir
  private Path temp;

  private TestRepository shop;
  private GitSource source;
  private Path mirrors;

  @BeforeEach
  void makeRepository() throws Exception {
    shop = new TestRepository(temp.resolve("shop"));
    mirrors = temp.resolve("mirrors");
    source = GitSource.of(shop.directory()).mirrors(mirrors);
  }

  @AfterEach
  void closeRepository() {
    shop.close();
  }

  @Test
  void eightThreadsBuildTheSameAndDifferentBranches() throws Exception {
    shop.commitFile("file.txt", "first");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      shop.branch("b" + i);
      ids.add(shop.commitFile("file.txt", "content " + i));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> builds = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int branch = thread % 4;
      Path workspace = temp.resolve("workspace" + thread);
      builds.add(threads.submit(() -> {
        start.await();
        for (int round = 0; round < 5; round++) {
          Revision revision = source.branch("b" + branch).resolve();
          assertThat(revision.id()).isEqualTo(ids.get(branch));
          source.checkout(revision, workspace);
          assertThat(workspace.resolve("file.txt")).hasContent("content " + branch);
        }
        return null;
      }));
    }
    start.countDown();
    for (Future<?> build : builds) {
      build.get(60, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(leftOvers()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftBehindIsClearedAway() throws Exception {
    shop.commitFile("a.txt", "1");
    source.resolve();
    Path mirror = mirror();
    Files.writeString(mirror.resolve("packed-refs.lock"), "");
    Files.createDirectories(mirror.resolve("refs/heads"));
    Files.writeString(mirror.resolve("refs/heads/main.lock"), "");
    Files.writeString(mirror.resolve("objects/incoming_123.pack"), "PACK");
    Path unfinished =
        mirrors.resolve(mirror.getFileName().toString().replace(".git", ".unfinished"));
    Files.createDirectories(unfinished.resolve("objects"));
    String id = shop.commitFile("a.txt", "2");

    assertThat(source.resolve().id()).isEqualTo(id);
    assertThat(leftOvers()).containsExactly(unfinished.getFileName().toString());

    FileTrees.delete(mirror);
    assertThat(source.resolve().id()).isEqualTo(id);
    assertThat(leftOvers()).isEmpty();
  }

  @Test
  void aMirrorThatLostItsObjectsIsMadeAgain() throws Exception {
    String id = shop.commitFile("a.txt", "1");
    Revision revision = source.resolve();
    FileTrees.delete(mirror().resolve("objects/pack"));
    assertThat(source.resolve().id()).isEqualTo(id);

    FileTrees.delete(mirror().resolve("objects/pack"));
    source.checkout(revision, temp.resolve("workspace"));
    assertThat(temp.resolve("workspace/a.txt")).hasContent("1");
  }

  @Test
  void aMirrorOfGarbageIsMadeAgain() throws Exception {
    String id = shop.commitFile("a.txt", "1");
    source.resolve();
    Path mirror = mirror();
    for (String name : List.of("config", "packed-refs", "HEAD")) {
      Files.writeString(mirror.resolve(name), "[[[ garbage\n");
      assertThat(source.resolve().id()).as(name).isEqualTo(id);
    }
    try (Stream<Path> packs = Files.list(mirror.resolve("objects/pack"))) {
      for (Path pack : packs.toList()) {
        Files.delete(pack);
        Files.writeString(pack, "garbage");
      }
    }
    assertThat(source.resolve().id()).isEqualTo(id);
  }

  @Test
  void manyFetchesLeaveFewPacks() throws Exception {
    for (int i = 0; i < 60; i++) {
      String id = shop.commitFile("a.txt", "version " + i);
      assertThat(source.resolve().id()).isEqualTo(id);
    }
    try (Stream<Path> files = Files.list(mirror().resolve("objects/pack"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".pack"))).hasSizeLessThan(55);
    }
  }

  @Test
  void anInterruptedThreadStopsAndLeavesNothing() throws Exception {
    shop.commitFile("a.txt", "1");
    Thread.currentThread().interrupt();
    assertThatThrownBy(source::resolve).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(leftOvers()).isEmpty();

    Revision revision = source.resolve();
    Path workspace = temp.resolve("workspace");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> source.checkout(revision, workspace))
        .isInstanceOf(InterruptedException.class);
    assertThat(workspace).isEmptyDirectory();

    source.checkout(revision, workspace);
    assertThat(workspace.resolve("a.txt")).hasContent("1");
  }

  @Test
  void aThreadThatWaitsForTheMirrorCanBeInterrupted() throws Exception {
    shop.commitFile("a.txt", "1");
    source.resolve();
    Mirror mirror =
        new Mirror(mirrors, new Connection(Remote.local(shop.directory()), Access.NONE));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiting = new Thread(() -> {
      try {
        source.resolve();
      } catch (InterruptedException | RuntimeException e) {
        thrown.set(e);
      }
    });

    mirror.locked(() -> {
      waiting.start();
      waiting.interrupt();
      waiting.join();
      return null;
    });

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private Path mirror() throws IOException {
    try (Stream<Path> files = Files.list(mirrors)) {
      return files.filter(file -> file.toString().endsWith(".git")).findFirst().orElseThrow();
    }
  }

  /** Returns what is in the directory of mirrors but mirrors and their locks, and locks within mirrors. */
  private List<String> leftOvers() throws IOException {
    try (Stream<Path> files = Files.list(mirrors);
        Stream<Path> within = Files.walk(mirrors)) {
      return Stream.concat(
              files.filter(
                  file -> !file.toString().endsWith(".git") && !file.toString().endsWith(".lock")),
              within.filter(file -> !file.getParent().equals(mirrors)
                  && (file.toString().endsWith(".lock")
                      || file.getFileName().toString().startsWith("incoming_"))))
          .map(file -> file.getFileName().toString())
          .toList();
    }
  }
}
