package dev.slipway.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.model.Image;
import dev.slipway.runtime.CommandNotFoundException;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The container of one command: made, started, waited for and removed. For one thread. */
final class CommandContainer {
  private static final Logger log = LoggerFactory.getLogger(CommandContainer.class);
  private static final String WORKSPACE = "/workspace";
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(5);
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private final Engine engine;
  private final ContainerSettings settings;
  private final Time time;
  private final SessionSpec spec;
  private final Image image;
  private final Path directory;
  private final String session;
  private final SessionFiles files;
  private @Nullable String id;
  private @Nullable OutputFrames output;

  CommandContainer(
      Engine engine,
      ContainerSettings settings,
      Time time,
      SessionSpec spec,
      Image image,
      Path directory,
      String session,
      SessionFiles files) {
    this.engine = engine;
    this.settings = settings;
    this.time = time;
    this.spec = spec;
    this.image = image;
    this.directory = directory;
    this.session = session;
    this.files = files;
  }

  ExitStatus run(Command command, OutputSink sink) throws InterruptedException {
    if (command.argv().isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
    OutputFrames frames = new OutputFrames(sink);
    ExitStatus status = runAndRemove(command, frames);
    frames.throwFailureOfSink();
    return status;
  }

  private ExitStatus runAndRemove(Command command, OutputFrames frames)
      throws InterruptedException {
    try {
      ExitStatus status = runToEnd(command, frames);
      files.collect(Objects.requireNonNull(id));
      Containers.remove(engine, Objects.requireNonNull(id));
      return status;
    } catch (InterruptedException e) {
      stop();
      throw e;
    } catch (RuntimeUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        // an interrupt in the middle of a call breaks its connection
        stop();
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw Containers.unavailable(place(), "its container could not be run", engine, e);
    }
  }

  private ExitStatus runToEnd(Command command, OutputFrames frames) throws InterruptedException {
    String container = create(command);
    id = container;
    files.fill(container);
    output = frames;
    engine
        .streams()
        .attachContainerCmd(container)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(frames)
        .awaitStarted();
    engine.calls().startContainerCmd(container).exec();
    ExitCode code = exitCodeOf(container);
    OptionalInt known = code.await();
    frames.awaitCompletion();
    if (known.isEmpty()) {
      throw new RuntimeUnavailableException(
          new Problem(
              place(),
              "the engine at " + engine.address() + " hung up before the command was over",
              "the exit code of the command",
              "look at the log of the engine, and run the step again"),
          null);
    }
    return status(container, command, known.getAsInt());
  }

  private String create(Command command) throws InterruptedException {
    String relative = spec.workspace().normalize().relativize(directory).toString();
    CreateContainerCmd create = engine
        .calls()
        .createContainerCmd(image.name())
        .withEntrypoint(command.argv())
        .withWorkingDir(relative.isEmpty() ? WORKSPACE : WORKSPACE + "/" + relative)
        .withEnv(spec.environment().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList())
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withLabels(Labels.of(spec, session, settings.owner()))
        .withHostConfig(hostConfig());
    if (!settings.user().isEmpty()) {
      create.withUser(settings.user());
    }
    try {
      return create.exec().getId();
    } catch (NotFoundException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              place(),
              "image '" + image + "' is not on the engine at " + engine.address(),
              "an image that is there",
              "pull it, or build it in an earlier step"),
          e);
    }
  }

  private HostConfig hostConfig() throws InterruptedException {
    HostConfig config = HostConfig.newHostConfig()
        .withMounts(List.of(files.mount()))
        .withInit(true)
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
        .withPidsLimit(ContainerSettings.MOST_PROCESSES)
        .withSecurityOpts(List.of("no-new-privileges"));
    if (settings.memoryLimit() > 0) {
      // the same with swap: what is over the limit is not moved to the disk
      config.withMemory(settings.memoryLimit()).withMemorySwap(settings.memoryLimit());
    }
    return config;
  }

  private ExitCode exitCodeOf(String container) {
    return engine.streams().waitContainerCmd(container).exec(new ExitCode());
  }

  private ExitStatus status(String container, Command command, int code) {
    if (code == 0) {
      return new ExitStatus.Exited(0);
    }
    InspectContainerResponse ended =
        engine.calls().inspectContainerCmd(container).exec();
    if (Boolean.TRUE.equals(ended.getState().getOOMKilled())) {
      return new ExitStatus.OutOfMemory();
    }
    if (code == NOT_FOUND || code == NOT_EXECUTABLE) {
      requireProgram(container, command.argv().get(0), ended.getConfig().getEnv());
    }
    return ExitStatus.ofCode(code);
  }

  private void requireProgram(String container, String program, String @Nullable [] environment) {
    String searchPath =
        ProgramLookup.searchPath(environment == null ? List.of() : List.of(environment));
    if (!new ProgramLookup(engine, container, directory).isThere(program, searchPath)) {
      throw new CommandNotFoundException(
          new Problem(
              place(),
              "the program '" + program + "' is not there, or cannot be executed",
              "a program in image '" + image + "' or in the workspace",
              "correct its name, set its executable bit, or use an image that has it"),
          null);
    }
  }

  /** Ends the container. What is left if the engine fails now is removed, or reported, when the session is closed. */
  private void stop() {
    long deadline = time.nanos() + spec.grace().toNanos();
    try {
      Interrupts.defer(() -> stop(deadline));
    } catch (RuntimeException e) {
      log.warn("The container of {} could not be stopped", place(), e);
    }
  }

  private void stop(long deadline) throws InterruptedException {
    String container = id;
    if (container == null) {
      return;
    }
    // Each wait has an answer of its own: the library closes one whose wait was interrupted or took
    // too long.
    ExitCode afterTerm = exitCodeOf(container);
    Containers.signal(engine, container, "TERM");
    if (!afterTerm.awaitCompletion(Math.max(0, deadline - time.nanos()), TimeUnit.NANOSECONDS)) {
      ExitCode afterKill = exitCodeOf(container);
      Containers.signal(engine, container, "KILL");
      afterKill.awaitCompletion(KILL_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (output != null) {
      output.awaitCompletion(OUTPUT_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    }
    files.collect(container);
    Containers.remove(engine, container);
  }

  private String place() {
    return "step '" + spec.step() + "'";
  }
}
