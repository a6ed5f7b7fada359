package dev.slipway.deploy.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(AppProcess.INHERITED);
    builder.environment().putAll(variables);
    Process process = builder.start();
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        return new Result(false, "did not end within " + limit);
      }
      return new Result(process.exitValue() == 0, "ended with exit code " + process.exitValue());
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
