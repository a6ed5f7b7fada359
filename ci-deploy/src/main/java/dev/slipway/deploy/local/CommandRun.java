package dev.slipway.deploy.local;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.host.ProcessIdentity;
import dev.slipway.host.ProgramRun;
import dev.slipway.runtime.process.NamedProcesses;
import dev.slipway.time.Interrupts;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Runs the scripts of a target to their end, one at a time. As long as one runs there is a note of it, by which it is found by the next Java virtual
 * machine if this one is killed. Thread-safe as long as only who has the directory runs and ends.
 */
final class CommandRun {
  private static final Duration GRACE = Duration.ofSeconds(10);
  /** For pauses; it has no thread until it starts one. */
  private static final Time TIME = SystemTime.create();

  /**
   * Begins when the note is written, and not at all if the Java virtual machine is gone by then. A script that has ended by itself empties the note: what it put into
   * the background stays there, whether anybody waited for it or not.
   */
  private static final String AROUND = """
      read -r SLIPWAY_SESSION_NOTED || exit 125
      sh -c "$1" </dev/null
      set -- "$?" "$2"
      true 2>/dev/null >"$2"
      exit "$1"
      """;

  private final Layout layout;
  private final NamedProcesses processes;

  CommandRun(Path directory) {
    this.layout = new Layout(directory);
    this.processes = NamedProcesses.of(layout.root().resolve("processes"), TIME);
  }

  /**
   * What came of it.
   *
   * @param words how it ended, after "it"
   */
  record Result(boolean good, String words) {}

  /** A script that runs, or ran when its Java virtual machine was killed. */
  private record Note(int release, String name, ProcessIdentity process) {
    /** Empty if the script has ended. */
    static Optional<Note> read(Path file) throws IOException {
      String text;
      try {
        text = Files.readString(file).strip();
      } catch (NoSuchFileException none) {
        return Optional.empty();
      }
      String[] words = text.split(" ", 3);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      Optional<ProcessIdentity> process = ProcessIdentity.parse(words[words.length - 1]);
      if (process.isEmpty() || !words[0].matches("[1-9][0-9]{0,8}")) {
        throw new TargetException(new Problem(
            file.toString(),
            "a note about a running script that cannot be read",
            "the number of a release and a process",
            "end the script by hand if it still runs, and delete the file"));
      }
      return Optional.of(new Note(Integer.parseInt(words[0]), words[1], process.get()));
    }

    @Override
    public String toString() {
      return release + " " + name + " " + process;
    }
  }

  /**
   * Runs a script; its output is added to a log. All that it has started is killed when it takes too long, or the thread is interrupted.
   *
   * @throws IOException if it cannot be started
   * @throws TargetException if an earlier one still runs and cannot be ended
   */
  Result run(
      int release,
      String script,
      Path directory,
      Map<String, String> variables,
      Path log,
      Duration limit)
      throws IOException, InterruptedException {
    endLeftovers();
    Files.createDirectories(log.getParent());
    String name = "script-" + UUID.randomUUID();
    ProcessBuilder builder = new ProcessBuilder(
            "sh", "-c", AROUND, "sh", script, note().toString())
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().retainAll(ProgramRun.INHERITED);
    builder.environment().putAll(variables);
    builder.environment().putAll(processes.variables(name));
    Process process = builder.start();
    try (OutputStream input = process.getOutputStream()) {
      processes.started(name, process);
      layout.write(
          note(), new Note(release, name, ProcessIdentity.of(process.toHandle())).toString());
      input.write('\n');
    }
    return await(process, limit);
  }

  private Result await(Process process, Duration limit) throws InterruptedException {
    boolean ended;
    try {
      ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      try {
        kill();
      } catch (TargetException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    kill();
    return ended
        ? new Result(process.exitValue() == 0, "ended with exit code " + process.exitValue())
        : new Result(false, "did not end within " + limit);
  }

  /** Tells that a script still runs; empty if none does. */
  String stillRuns() throws IOException {
    Optional<Note> note = Note.read(note());
    if (note.isEmpty()) {
      return "";
    }
    List<Long> alive = processes.alive(note.get().name(), note.get().process());
    return alive.isEmpty()
        ? ""
        : "the script of release " + note.get().release() + " still runs as process "
            + alive.get(0);
  }

  /**
   * Ends what is left of a script whose Java virtual machine was killed.
   *
   * @throws TargetException if that cannot be done
   */
  void endLeftovers() throws InterruptedException {
    end(GRACE);
  }

  /** Does nothing to what a script has left that ended by itself. */
  private void kill() {
    Interrupts.defer(() -> end(Duration.ZERO));
  }

  private void end(Duration grace) throws InterruptedException {
    try {
      Optional<Note> note = Note.read(note());
      if (note.isPresent()) {
        end(note.get(), grace);
      }
      Files.deleteIfExists(note());
    } catch (IOException e) {
      throw layout.failed("the note of a script could not be read and removed", e);
    }
  }

  private void end(Note note, Duration grace) throws InterruptedException {
    List<String> left = processes.stop(note.name(), note.process(), grace);
    if (!left.isEmpty()) {
      throw new TargetException(new Problem(
          "target " + layout.root(),
          "the script of release " + note.release() + " would not end although it was killed: "
              + String.join(", ", left),
          "that nothing of it is left before anything else is changed",
          "end it by hand, and try again"));
    }
    processes.forget(note.name());
  }

  private Path note() {
    return layout.root().resolve("script");
  }
}
