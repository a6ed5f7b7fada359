package dev.slipway.deploy.local;

import dev.slipway.host.ProcessIdentity;
import dev.slipway.host.ProgramRun;
import dev.slipway.time.Time;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An application as a process with a process group of its own where the system has such. Thread-safe. */
final class AppProcess {
  private static final Duration POLL = Duration.ofMillis(10);
  private static final boolean GROUPS =
      Stream.of("/usr/bin/setsid", "/bin/setsid").anyMatch(p -> Files.isExecutable(Path.of(p)));
  private static final int TAIL_BYTES = 8192;
  private static final int TAIL_LINES = 20;

  private final ProcessHandle process;
  private final boolean ownGroup;

  /** What is written down about a process, so that it is found again. */
  record Identity(ProcessIdentity process, boolean ownGroup) {
    private static final int PARTS_OF_EARLIER_SNAPSHOTS = 3;

    /** Reads what {@link #toString} has written; an IllegalArgumentException tells that it is something else. */
    static Identity parse(String text) {
      String[] parts = text.strip().split(" ", -1);
      if (parts.length == PARTS_OF_EARLIER_SNAPSHOTS) {
        return new Identity(process(parts), Boolean.parseBoolean(parts[2]));
      }
      String[] words = text.strip().split(" ", 2);
      return ProcessIdentity.parse(words[words.length - 1])
          .map(process -> new Identity(process, Boolean.parseBoolean(words[0])))
          .orElseThrow(() -> new IllegalArgumentException("it is no identity of a process"));
    }

    private static ProcessIdentity process(String[] parts) {
      ProcessIdentity self = ProcessIdentity.self();
      try {
        long start = Instant.parse(parts[1]).toEpochMilli();
        return new ProcessIdentity(
            self.host(), self.boot(), self.space(), Long.parseLong(parts[0]), start);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(e);
      }
    }

    @Override
    public String toString() {
      return ownGroup + " " + process;
    }
  }

  private AppProcess(ProcessHandle process, boolean ownGroup) {
    this.process = process;
    this.ownGroup = ownGroup;
  }

  static AppProcess start(
      List<String> command, Path directory, Map<String, String> environment, Path log)
      throws IOException {
    List<String> argv = new ArrayList<>();
    if (GROUPS) {
      argv.add("setsid");
    }
    argv.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(argv).directory(directory.toFile());
    builder.environment().keySet().retainAll(ProgramRun.INHERITED);
    builder.environment().putAll(environment);
    boolean windows = File.separatorChar == '\\';
    builder.redirectInput(new File(windows ? "NUL" : "/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new AppProcess(builder.start().toHandle(), GROUPS);
  }

  /** Finds a process that was written down, unless it has ended and its number belongs to another. */
  static Optional<AppProcess> find(Identity identity) {
    return identity.process().find().map(p -> new AppProcess(p, identity.ownGroup()));
  }

  Identity identity() {
    return new Identity(ProcessIdentity.of(process), ownGroup);
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks the process and its descendants to end, and kills what is left after the grace. Never gives up half-way. */
  void stop(Duration grace, Time time) {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process), process.descendants()).toList();
    boolean interrupted = false;
    signal("TERM", all);
    long deadline = time.nanos() + grace.toNanos();
    while (all.stream().anyMatch(ProcessHandle::isAlive) && time.nanos() - deadline < 0) {
      try {
        time.sleep(POLL);
      } catch (InterruptedException e) {
        // the process has to end whatever happens, only sooner
        interrupted = true;
        deadline = time.nanos();
      }
    }
    signal("KILL", all);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String name, List<ProcessHandle> all) {
    if (ownGroup) {
      try {
        // the group is asked as a whole; descendants that were started meanwhile belong to it
        new ProcessBuilder("sh", "-c", "kill -s " + name + " -- -" + process.pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .onExit()
            .join();
      } catch (IOException noSuchProgram) {
        all.forEach(p -> end(p, name));
      }
    }
    all.stream().filter(ProcessHandle::isAlive).forEach(p -> end(p, name));
  }

  private static void end(ProcessHandle process, String signal) {
    if (signal.equals("KILL")) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
  }

  /** Returns the last lines of a log, of those after a number of bytes. */
  static List<String> tail(Path log, long after) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(after, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    } catch (IOException notReadable) {
      return List.of("(the log cannot be read: " + notReadable.getMessage() + ")");
    }
  }
}
