package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.model.Command;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A container whose first process is the one command of the step: it ends with the container, and the other way round. */
final class DirectContainer extends StepContainer {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(5);

  private final boolean asImageSays;
  private final @Nullable HeldCommand held;
  private @Nullable OutputFrames output;
  private volatile boolean over;
  private volatile boolean killed;

  /**
   * @param asImageSays whether another program gets the command
   * @param held the command, if the container was started ahead
   */
  DirectContainer(
      Engine engine,
      Time time,
      Duration grace,
      Programs programs,
      String id,
      boolean asImageSays,
      @Nullable HeldCommand held) {
    super(engine, time, grace, programs, id);
    this.asImageSays = asImageSays;
    this.held = held;
  }

  @Override
  ExitStatus runToEnd(Command command, OutputSink sink) throws InterruptedException {
    OutputFrames frames = held == null ? started(sink) : held.begin(sink);
    output = frames;
    if (killed) {
      kill(); // it came before there was anything to kill
    }
    ExitCode end = held == null ? exitCode() : held.exitCode();
    OptionalInt code = end.await();
    over = code.isPresent();
    frames.awaitCompletion();
    if (code.isEmpty()) {
      throw hungUp();
    }
    return status(command, code.getAsInt());
  }

  private OutputFrames started(OutputSink sink) throws InterruptedException {
    OutputFrames frames = new OutputFrames(sink);
    output = frames;
    engine
        .streams()
        .attachContainerCmd(id())
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(frames)
        .awaitStarted();
    engine.calls().startContainerCmd(id()).exec();
    return frames;
  }

  private ExitStatus status(Command command, int code) {
    if (code == 0) {
      return new ExitStatus.Exited(0);
    }
    InspectContainerResponse ended = ended();
    if (Boolean.TRUE.equals(ended.getState().getOOMKilled())) {
      return new ExitStatus.OutOfMemory();
    }
    if (!asImageSays) {
      programs.require(id(), command.argv().get(0), code, ended.getConfig().getEnv());
    }
    return ExitStatus.ofCode(code);
  }

  private InspectContainerResponse ended() {
    try {
      return engine.calls().inspectContainerCmd(id()).exec();
    } catch (NotFoundException e) {
      throw endedByOthers(e);
    }
  }

  private ExitCode exitCode() {
    return engine.streams().waitContainerCmd(id()).exec(new ExitCode());
  }

  @Override
  void stop(long deadline) throws InterruptedException {
    // Each wait has an answer of its own: one that was interrupted is broken.
    ExitCode afterTerm = exitCode();
    Containers.signal(engine, id(), stopSignal());
    if (!afterTerm.isOverWithin(until(deadline))) {
      ExitCode afterKill = exitCode();
      kill();
      afterKill.isOverWithin(KILL_LIMIT);
    }
    if (output != null) {
      output.isOverWithin(OUTPUT_LIMIT);
    }
    over = true;
  }

  /** Returns the signal by which the image wants to be stopped, which only the raw answer of the engine tells. */
  private String stopSignal() {
    Object config =
        engine.calls().inspectContainerCmd(id()).exec().getRawValues().get("Config");
    return config instanceof Map<?, ?> values && values.get("StopSignal") instanceof String named
        ? named
        : "TERM";
  }

  @Override
  void kill() {
    killed = true;
    Containers.signal(engine, id(), "KILL");
  }

  @Override
  boolean isOver() {
    return over;
  }

  @Override
  void letGoOfOutput() {
    if (held != null) {
      held.close();
    }
  }
}
