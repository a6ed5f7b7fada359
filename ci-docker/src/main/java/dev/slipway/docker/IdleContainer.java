package dev.slipway.docker;

import com.github.dockerjava.api.command.ExecCreateCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container that runs until it is ended, and commands in it one after the other. */
final class IdleContainer extends StepContainer {
  private static final Logger log = LoggerFactory.getLogger(IdleContainer.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final Duration LAST_OUTPUT = Duration.ofMillis(200);
  private static final Duration NOTED_WITHIN = Duration.ofSeconds(10);
  private static final int KILLED = 137;

  private final OutOfMemoryEvents outOfMemory;
  private final List<OutputFrames> outputs = new ArrayList<>();
  private Surroundings surroundings;
  private boolean started;
  private volatile boolean over;

  /**
   * @param started whether it runs already
   */
  IdleContainer(
      Engine engine,
      Time time,
      Duration grace,
      Programs programs,
      String id,
      Surroundings surroundings,
      boolean started) {
    super(engine, time, grace, programs, id);
    this.outOfMemory = new OutOfMemoryEvents(engine, id);
    this.surroundings = surroundings;
    this.started = started;
  }

  @Override
  ExitStatus runToEnd(Command command, OutputSink sink) throws InterruptedException {
    OutputFrames frames = new OutputFrames(sink);
    outputs.add(frames);
    start();
    try {
      String exec = exec(command.argv());
      engine.streams().execStartCmd(exec).exec(frames);
      return status(command, await(exec, frames));
    } catch (NotFoundException e) {
      throw endedByOthers(e);
    }
  }

  private void start() {
    if (started) {
      return;
    }
    try {
      engine.calls().startContainerCmd(id()).exec();
      started = true;
      if (over) {
        kill(); // it came before there was anything to kill
      }
    } catch (DockerException e) {
      if (!programs.isThere(id(), Idle.SHELL, "")) {
        throw new RuntimeUnavailableException(
            new Problem(
                programs.place(),
                "image '" + programs.image() + "' has no " + Idle.SHELL,
                "a shell, which a step needs that runs several commands, Java code, or is kept",
                "use an image that has one, or one command per step"),
            e);
      }
      throw e;
    }
  }

  private String exec(List<String> argv) {
    ExecCreateCmd create = engine
        .calls()
        .execCreateCmd(id())
        .withCmd(argv.toArray(String[]::new))
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withWorkingDir(surroundings.directory());
    if (!surroundings.environment().isEmpty()) {
      create.withEnv(surroundings.environment());
    }
    return create.exec().getId();
  }

  /**
   * Waits for the end of a command and returns its exit code. The end of its output is the usual sign; a child in the background
   * that holds the output must not hold the command.
   */
  private int await(String exec, OutputFrames frames) throws InterruptedException {
    OptionalInt code = OptionalInt.empty();
    boolean silent = false;
    while (code.isEmpty() && !silent) {
      silent = frames.isOverWithin(LOOK_AGAIN);
      code = exitCode(inspect(exec));
    }
    if (code.isEmpty()) {
      frames.throwIfBroken();
      return awaitNote(exec);
    }
    drain(frames);
    return code.getAsInt();
  }

  /** The engine notes the end a moment after that of the output, if it is the end. */
  private int awaitNote(String exec) throws InterruptedException {
    long latest = time.nanos() + NOTED_WITHIN.toNanos();
    Duration pause = SHORT;
    for (; ; ) {
      InspectExecResponse state = inspect(exec);
      OptionalInt code = exitCode(state);
      if (code.isPresent()) {
        return code.getAsInt();
      }
      if (!Boolean.TRUE.equals(state.isRunning()) && time.nanos() - latest > 0) {
        throw hungUp();
      }
      time.sleep(pause);
      pause = pause.compareTo(LOOK_AGAIN) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  private InspectExecResponse inspect(String exec) {
    return engine.calls().inspectExecCmd(exec).exec();
  }

  /** A command that has not begun yet does not run either, but has no exit code. */
  private static OptionalInt exitCode(InspectExecResponse state) {
    Long code = state.getExitCodeLong();
    return code == null || Boolean.TRUE.equals(state.isRunning())
        ? OptionalInt.empty()
        : OptionalInt.of(code.intValue());
  }

  /** Waits for what the command wrote last; a child in the background may go on writing. */
  private static void drain(OutputFrames frames) throws InterruptedException {
    long before = -1;
    while (!frames.isOverWithin(LAST_OUTPUT) && before != frames.count()) {
      before = frames.count();
    }
  }

  private ExitStatus status(Command command, int code) throws InterruptedException {
    if (code == 0) {
      return new ExitStatus.Exited(0);
    }
    InspectContainerResponse container =
        engine.calls().inspectContainerCmd(id()).exec();
    if (!Boolean.TRUE.equals(container.getState().getRunning())) {
      over = true;
      throw endedByOthers(null);
    }
    boolean limited = container.getHostConfig().getMemory() != null
        && container.getHostConfig().getMemory() > 0;
    if (limited && outOfMemory.happened(code == KILLED)) {
      return new ExitStatus.OutOfMemory();
    }
    programs.require(id(), command.argv().get(0), code, container.getConfig().getEnv());
    return ExitStatus.ofCode(code);
  }

  @Override
  void stop(long deadline) throws InterruptedException {
    if (started && !over && !outputs.isEmpty()) {
      OutputFrames frames = outputs.get(outputs.size() - 1);
      askAll();
      frames.isOverWithin(until(deadline));
      kill();
      frames.isOverWithin(LAST_OUTPUT);
    }
    over = true;
  }

  private void askAll() throws InterruptedException {
    OutputFrames nowhere = new OutputFrames((stream, bytes, offset, length) -> {});
    String ask = engine
        .calls()
        .execCreateCmd(id())
        .withCmd(Idle.ASK_ALL.toArray(String[]::new))
        .withAttachStdout(true)
        .exec()
        .getId();
    engine.streams().execStartCmd(ask).exec(nowhere).isOverWithin(grace);
  }

  /** Hands the container on to another step. */
  IdleContainer forStep(Surroundings next, Programs of) {
    letGoOfOutput();
    return new IdleContainer(engine, time, grace, of, id(), next, true);
  }

  @Override
  void letGoOfOutput() {
    for (OutputFrames frames : outputs) {
      try {
        frames.close();
      } catch (IOException e) {
        log.debug("An output of {} could not be closed", programs.place(), e);
      }
    }
    outputs.clear();
  }

  @Override
  void kill() {
    over = true;
    Containers.signal(engine, id(), "KILL");
  }

  @Override
  boolean isOver() {
    return over;
  }

  boolean isStarted() {
    return started;
  }

  /**
   * What a step finds in a container.
   *
   * @param directory the working directory
   * @param environment variables that the container does not have
   */
  record Surroundings(String directory, List<String> environment) {}
}
