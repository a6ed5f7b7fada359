package dev.slipway.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.host.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PipesTest {
  private static final ProcessIdentity SELF = ProcessIdentity.self();

  @TempDir
  Path directory;

  @Test
  void pipesOfALivingProcessStayWhenTheClockWasSet() throws Exception {
    Path earlierSnapshot = Files.createDirectory(
        directory.resolve("pipes-" + SELF.pid() + "-" + (SELF.start() + 2000) + "-1"));
    try (Pipes pipes = new Pipes(directory)) {
      Path pipe = pipes.take();
      try (Pipes others = new Pipes(directory)) {
        others.take();
      }
      assertThat(earlierSnapshot).exists();
      assertThat(pipe).exists();
    }
  }

  @Test
  void pipesOfTheDeadAreDeleted() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    Path ended = Files.createDirectory(directory.resolve("pipes-" + process.pid() + "-t1-1"));
    Path earlier = Files.createDirectory(directory.resolve("pipes-" + SELF.pid() + "-t1-1"));
    Path earlierSnapshot =
        Files.createDirectory(directory.resolve("pipes-" + process.pid() + "-1-1"));
    try (Pipes pipes = new Pipes(directory)) {
      pipes.take();
      assertThat(ended).doesNotExist();
      assertThat(earlier).doesNotExist();
      assertThat(earlierSnapshot).doesNotExist();
    }
  }
}
