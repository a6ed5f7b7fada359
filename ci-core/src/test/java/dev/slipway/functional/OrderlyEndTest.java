package dev.slipway.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that is asked to end (SIGTERM, as by Ctrl-C) leaves nothing behind, even if it never closes anything. */
@Timeout(60)
class OrderlyEndTest {
  @TempDir
  Path home;

  @Test
  void aSignalCancelsTheBuildAndStillRunsStepsThatRunInAnyCase() throws Exception {
    Process program = new ProcessBuilder(Jvm.command(InterruptedProgram.class, home))
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("output").toFile())
        .start();
    try {
      await(home.resolve("started"), program);
      long step = Long.parseLong(Files.readString(home.resolve("pid")).strip());
      program.destroy();
      assertThat(program.waitFor(40, TimeUnit.SECONDS))
          .as("the program has ended")
          .isTrue();
      assertThat(home.resolve("cleaned")).as(output()).exists();
      assertThat(ProcessHandle.of(step).map(ProcessHandle::isAlive).orElse(false))
          .isFalse();
    } finally {
      program.destroyForcibly();
    }
  }

  private void await(Path file, Process program) throws IOException {
    while (!Files.exists(file) || Files.size(file) == 0) {
      assertThat(program.isAlive()).as(output()).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private String output() throws IOException {
    return Files.readString(home.resolve("output"));
  }
}
