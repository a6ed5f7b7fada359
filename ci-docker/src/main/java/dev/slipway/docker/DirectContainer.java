package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container whose first process is the one command of the step: it ends with the container, and the other way round. */
final class DirectContainer implements StepContainer {
  private static final Logger log = LoggerFactory.getLogger(DirectContainer.class);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(5);

  private final Engine engine;
  private final Time time;
  private final Duration grace;
  private final Programs programs;
  private final String id;
  private @Nullable OutputFrames output;
  private volatile boolean over;

  DirectContainer(Engine engine, Time time, Duration grace, Programs programs, String id) {
    this.engine = engine;
    this.time = time;
    this.grace = grace;
    this.programs = programs;
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public ExitStatus run(Command command, OutputSink sink) throws InterruptedException {
    OutputFrames frames = new OutputFrames(sink);
    output = frames;
    try {
      return runToEnd(command, frames);
    } catch (InterruptedException e) {
      stop();
      throw e;
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        // an interrupt in the middle of a call breaks its connection
        stop();
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw e;
    }
  }

  private ExitStatus runToEnd(Command command, OutputFrames frames) throws InterruptedException {
    engine
        .streams()
        .attachContainerCmd(id)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(frames)
        .awaitStarted();
    engine.calls().startContainerCmd(id).exec();
    OptionalInt code = exitCode().await();
    over = code.isPresent();
    frames.awaitCompletion();
    if (code.isEmpty()) {
      throw new RuntimeUnavailableException(
          new Problem(
              programs.place(),
              "the engine at " + engine.address() + " hung up before the command was over",
              "the exit code of the command",
              "look at the log of the engine, and run the step again"),
          null);
    }
    return status(command, code.getAsInt());
  }

  private ExitStatus status(Command command, int code) {
    if (code == 0) {
      return new ExitStatus.Exited(0);
    }
    InspectContainerResponse ended = engine.calls().inspectContainerCmd(id).exec();
    if (Boolean.TRUE.equals(ended.getState().getOOMKilled())) {
      return new ExitStatus.OutOfMemory();
    }
    programs.require(id, command.argv().get(0), code, ended.getConfig().getEnv());
    return ExitStatus.ofCode(code);
  }

  private ExitCode exitCode() {
    return engine.streams().waitContainerCmd(id).exec(new ExitCode());
  }

  /** Ends the container. What is left if the engine fails now is removed, or reported, when the session is closed. */
  private void stop() {
    long deadline = time.nanos() + grace.toNanos();
    try {
      Interrupts.defer(() -> stop(deadline));
    } catch (RuntimeException e) {
      log.warn("The container of {} could not be stopped", programs.place(), e);
    }
  }

  private void stop(long deadline) throws InterruptedException {
    // Each wait has an answer of its own: one that was interrupted is broken.
    ExitCode afterTerm = exitCode();
    Containers.signal(engine, id, "TERM");
    if (!afterTerm.isOverWithin(Duration.ofNanos(Math.max(0, deadline - time.nanos())))) {
      ExitCode afterKill = exitCode();
      kill();
      afterKill.isOverWithin(KILL_LIMIT);
    }
    if (output != null) {
      output.isOverWithin(OUTPUT_LIMIT);
    }
    over = true;
  }

  @Override
  public void kill() {
    Containers.signal(engine, id, "KILL");
  }

  @Override
  public boolean isOver() {
    return over;
  }
}
