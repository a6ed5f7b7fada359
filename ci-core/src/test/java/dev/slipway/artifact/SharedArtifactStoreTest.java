package dev.slipway.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.Jvm;
import dev.slipway.model.Artifact;
import dev.slipway.model.Produced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads and processes on one store. */
class SharedArtifactStoreTest {
  @TempDir
  Path home;

  @Test
  void threadsStoreAndRestoreTheSameContentsAtOnce() throws Exception {
    Path workspace = workspace(home.resolve("workspace"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Artifact>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Path target = home.resolve("target" + i % 4);
        tasks.add(() -> roundTrip(home.resolve("store"), workspace, target));
      }
      List<Artifact> artifacts = new ArrayList<>();
      for (Future<Artifact> task : threads.invokeAll(tasks)) {
        artifacts.add(task.get());
      }
      assertThat(artifacts).containsOnly(artifacts.get(0));
    } finally {
      threads.shutdownNow();
    }
    assertWhole();
  }

  @Test
  void processesStoreAndRestoreTheSameContentsAtOnce() throws Exception {
    Path workspace = workspace(home.resolve("workspace"));
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(new ProcessBuilder(Jvm.command(
              Child.class, home.resolve("store"), workspace, home.resolve("target" + i)))
          .redirectErrorStream(true)
          .redirectOutput(home.resolve("child" + i + ".log").toFile())
          .start());
    }
    for (int i = 0; i < 3; i++) {
      assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(home.resolve("child" + i + ".log")).content().endsWith("done\n");
    }
    assertWhole();
  }

  private static Artifact roundTrip(Path store, Path workspace, Path target) {
    FileArtifactStore artifacts = FileArtifactStore.in(store);
    Artifact artifact = artifacts.store(workspace, new Produced("all", "**")).orElseThrow();
    artifacts.restore(artifact, target);
    return artifact;
  }

  private static Path workspace(Path workspace) throws IOException {
    for (int i = 0; i < 100; i++) {
      Path file = workspace.resolve("d" + i % 7 + "/f" + i);
      Files.createDirectories(file.getParent());
      Files.writeString(file, ("content " + i % 50 + "\n").repeat(500));
    }
    return workspace;
  }

  private void assertWhole() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      assertThat(files).noneMatch(Restoring::isHalf);
      List<Path> blobs =
          files.stream().filter(f -> f.startsWith(home.resolve("store"))).toList();
      assertThat(blobs).hasSize(50);
      for (Path blob : blobs) {
        assertThat(Digests.of(blob)).isEqualTo("sha256:" + blob.getFileName());
      }
    }
    assertThat(home.resolve("target0/d6/f6"))
        .hasSameTextualContentAs(home.resolve("workspace/d6/f6"));
  }

  /** The other process. */
  static final class Child {
    public static void main(String[] args) {
      for (int i = 0; i < 5; i++) {
        roundTrip(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
      }
      System.out.println("done");
    }
  }
}
