package dev.slipway.testing;

import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The things a check works with: a runtime of its own, a workspace, and threads that are waited for. */
final class ContractBench implements AutoCloseable {
  static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  final StepRuntime runtime;
  final Path workspace;
  private final Time time;
  private final Path directory;
  private final @Nullable Image image;
  private final boolean copied;
  private final boolean foreseen;
  private final String step;
  private final Queue<Process> readers = new ConcurrentLinkedQueue<>();

  ContractBench(
      Time time,
      StepRuntime runtime,
      Path directory,
      @Nullable Image image,
      boolean copied,
      boolean foreseen,
      String step) {
    this.time = time;
    this.runtime = runtime;
    this.directory = directory;
    this.image = image;
    this.copied = copied;
    this.foreseen = foreseen;
    this.step = step;
    this.workspace = newWorkspace();
  }

  Path newWorkspace() {
    try {
      return Files.createTempDirectory(directory, "workspace");
    } catch (IOException e) {
      throw new UncheckedIOException("the contract needs a directory it can write", e);
    }
  }

  /** Returns whether what commands write is seen here only after their session. */
  boolean copied() {
    return copied;
  }

  Signs signs() {
    return copied ? new BeatSigns(this) : new PipeSigns(this);
  }

  SessionSpec spec() {
    return spec(Map.of(), "", GRACE);
  }

  SessionSpec spec(Map<String, String> variables, String subdirectory, Duration grace) {
    return spec("contract-" + UUID.randomUUID(), workspace, variables, subdirectory, grace);
  }

  SessionSpec spec(
      String buildId,
      Path place,
      Map<String, String> variables,
      String subdirectory,
      Duration grace) {
    Execution execution = Execution.in(image).withDirectory(subdirectory);
    return new SessionSpec(buildId, step, 1, place, execution, List.of(), variables, grace);
  }

  /** Opens a session for one command, which may be announced or not. */
  StepSession open(SessionSpec spec, Command command, boolean announced)
      throws InterruptedException {
    return open(announced ? spec.withCommands(command) : spec);
  }

  StepSession open(SessionSpec spec) throws InterruptedException {
    if (foreseen) {
      runtime.expect(spec);
    }
    return runtime.open(spec);
  }

  /** Runs one command in a session of its own. */
  Result run(SessionSpec spec, Command command) throws InterruptedException {
    Captured captured = new Captured();
    try (StepSession session = open(spec.withCommands(command))) {
      return new Result(session.run(command, captured), captured);
    }
  }

  Result sh(String script) throws InterruptedException {
    return run(spec(), Command.sh(script));
  }

  /** Runs a command on a thread of its own, to be interrupted. */
  Started start(StepSession session, Command command, OutputSink sink) {
    return new Started("the command", () -> {
      try {
        return session.run(command, sink);
      } finally {
        if (sink instanceof Captured captured) {
          captured.over();
        }
      }
    });
  }

  /** Does something on another thread, and fails if it takes too long. */
  void within(String what, Action action) throws Exception {
    new Started(what, () -> {
          action.run();
          return null;
        })
        .await();
  }

  /** Opens a named pipe that processes hold; its end tells that all of them are gone. */
  Watch watch(String pipe) throws Exception {
    Watch watch = open(pipe);
    watch.awaitOpen();
    return watch;
  }

  /** Begins to open a named pipe for which nobody may be there yet. */
  Watch open(String pipe) throws IOException {
    // a process, because a virtual thread that blocks in a file keeps others from running
    return new Watch(
        new ProcessBuilder("/bin/sh", "-c", "exec 3<\"$1\"; echo open; cat <&3", "sh", pipe)
            .directory(workspace.toFile())
            .start());
  }

  void pause(Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    readers.forEach(Process::destroyForcibly);
    runtime.close();
  }

  /** How a command ended and what it wrote. */
  record Result(ExitStatus status, Captured output) {}

  /** Something that may throw anything. */
  interface Action {
    void run() throws Exception;
  }

  /** Something with a result that may throw anything. */
  interface Question {
    @Nullable
    Object answer() throws Exception;
  }

  /** Processes that hold a pipe. */
  static final class Watch {
    private final Process reader;

    private Watch(Process reader) {
      this.reader = reader;
    }

    /** Waits until the pipe is open on both sides. */
    void awaitOpen() throws IOException {
      String line = reader.inputReader().readLine();
      Expect.equal("the pipe in the workspace", "open", line);
    }

    /** Waits until nobody holds the pipe any more. */
    void awaitGone() throws InterruptedException {
      boolean gone = reader.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      Expect.that(gone, "a process of the session is still there");
    }
  }

  /** Something that goes on on another thread. */
  final class Started {
    private final String what;
    private final Time.Worker worker;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<@Nullable Object> answer = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Started(String what, Question question) {
      this.what = what;
      this.worker = time.start("contract " + step, () -> {
        try {
          answer.set(question.answer());
        } catch (Throwable e) {
          failure.set(e);
        } finally {
          over.countDown();
        }
      });
    }

    void interrupt() {
      worker.interrupt();
    }

    /** Returns what it threw, or null if it ended well. */
    @Nullable
    Throwable thrown() throws InterruptedException {
      if (!over.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        AssertionError late = new AssertionError(what + " did not end within " + LIMIT.toSeconds()
            + " s; the stack shows where it hangs");
        late.setStackTrace(worker.stack());
        worker.interrupt();
        return late;
      }
      return failure.get();
    }

    /** Waits for the end and throws what it threw. */
    @Nullable
    Object await() throws Exception {
      Throwable thrown = thrown();
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown != null) {
        throw (Exception) thrown;
      }
      return answer.get();
    }
  }
}
