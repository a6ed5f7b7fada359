package dev.slipway.deploy.local;

import dev.slipway.host.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Runs a script to its end. */
final class CommandRun {
  private CommandRun() {}

  /**
   * What came of it.
   *
   * @param words how it ended, after "it"
   */
  record Result(boolean good, String words) {}

  /**
   * Runs a script; its output is added to a log. What it has started is killed when it takes too long, or the thread is interrupted.
   *
   * @throws IOException if it cannot be started
   */
  static Result of(
      String script, Path directory, Map<String, String> variables, Path log, Duration limit)
      throws IOException, InterruptedException {
    Files.createDirectories(log.getParent());
    OptionalInt code =
        ProgramRun.run(List.of("sh", "-c", script), directory, variables, log, limit);
    return code.isEmpty()
        ? new Result(false, "did not end within " + limit)
        : new Result(code.getAsInt() == 0, "ended with exit code " + code.getAsInt());
  }
}
