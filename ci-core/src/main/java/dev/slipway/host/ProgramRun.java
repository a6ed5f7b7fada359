package dev.slipway.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs of this machine to their end, without input, and with few variables of this process: secrets are among the others.
 *
 * @since 0.1
 */
public final class ProgramRun {
  /** The environment variables of this process that other programs need and that hold no secret. */
  public static final List<String> INHERITED =
      List.of("PATH", "HOME", "JAVA_HOME", "LANG", "TZ", "TMPDIR", "USER", "SystemRoot", "TEMP");

  private ProgramRun() {}

  /**
   * Runs a program. It is killed with what it has started when it takes too long or the thread is interrupted.
   *
   * @param argv the program and its arguments; no shell reads them
   * @param directory where it runs
   * @param variables added to those of {@link #INHERITED}
   * @param log the file to which its output is added
   * @return its exit code; empty if it did not end within the limit
   * @throws IOException if it cannot be started
   */
  public static OptionalInt run(
      List<String> argv, Path directory, Map<String, String> variables, Path log, Duration limit)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(argv)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectInput(new File(File.separatorChar == '\\' ? "NUL" : "/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(INHERITED);
    builder.environment().putAll(variables);
    Process process = builder.start();
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }
}
