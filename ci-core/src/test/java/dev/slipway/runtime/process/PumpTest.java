package dev.slipway.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PumpTest {
  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private final StringBuffer log = new StringBuffer();
  private ProcessRuntime runtime;
  private Path workspace;

  @BeforeEach
  void openRuntime() throws Exception {
    workspace = Files.createDirectory(directory.resolve("workspace"));
    runtime = ProcessRuntime.create(time, directory.resolve("state"));
  }

  @AfterEach
  void close() {
    runtime.close();
    time.close();
  }

  @Test
  void linesOfBothStreamsThatLieApartKeepTheirOrder() throws Exception {
    try (StepSession session = runtime.open(spec())) {
      session.run(
          Command.sh(
              "mkfifo go; exec 3<>go; echo 1; echo 2 >&2; read word <&3; echo 3; echo 4 >&2"),
          (stream, bytes, offset, length) -> {
            append(stream, bytes, offset, length);
            if (log.toString().endsWith("2\n")) {
              write(workspace.resolve("go"), "on\n");
            }
          });
    }
    assertThat(log).hasToString("1\n2\n3\n4\n");
  }

  @Test
  void anErrorNeverOvertakesOutputThatWasWrittenBeforeIt() throws Exception {
    try (StepSession session = runtime.open(spec())) {
      session.run(
          Command.sh(
              "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo out $i; echo err $i >&2; done"),
          this::append);
    }
    List<String> lines = log.toString().lines().toList();
    assertThat(lines).hasSize(4000).endsWith("err 2000");
    for (int i = 1; i <= 2000; i++) {
      assertThat(lines.indexOf("err " + i)).isGreaterThan(lines.indexOf("out " + i));
    }
  }

  @Test
  void aChildThatNeverStopsWritingDoesNotHoldUpTheEndOfACommand() throws Exception {
    try (StepSession session = runtime.open(spec())) {
      assertThat(session.run(
              Command.sh("yes & yes >&2 & echo started"), (stream, bytes, offset, length) -> {}))
          .isEqualTo(new ExitStatus.Exited(0));
    }
  }

  private void append(LogStream stream, byte[] bytes, int offset, int length) {
    log.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }

  private SessionSpec spec() {
    return new SessionSpec(
        "b1", "unit", 1, workspace, Execution.plain(), List.of(), Map.of(), Duration.ofSeconds(5));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
