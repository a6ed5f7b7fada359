package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.model.Image;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Interrupts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One container, in which the commands of an attempt run. For one thread. */
final class DockerSession implements StepSession {
  private final Docker docker;
  private final ExpectedSessions expected;
  private final SessionSpec spec;
  private final Image image;
  private final SessionFiles files;
  private final SessionServices services;
  private final Runnable whenClosed;
  private final Path directory;
  private String id = UUID.randomUUID().toString();
  private @Nullable StepContainer container;
  private @Nullable SandboxUse use;
  private boolean mayHaveLeft;
  private boolean kept;
  private boolean closed;

  DockerSession(
      Docker docker,
      ExpectedSessions expected,
      SessionSpec spec,
      Image image,
      SessionFiles files,
      SessionServices services,
      Runnable whenClosed) {
    this.docker = docker;
    this.expected = expected;
    this.spec = spec;
    this.image = image;
    this.files = files;
    this.services = services;
    this.whenClosed = whenClosed;
    this.directory = spec.workspace().resolve(spec.execution().directory()).normalize();
  }

  @Override
  public void startServices(OutputSink log) throws InterruptedException {
    requireOpen();
    guarded("its services could not be started", () -> {
      services.start(log);
      return services.networks();
    });
  }

  @Override
  public ExitStatus run(Command command, OutputSink log) throws InterruptedException {
    requireOpen();
    if (command.argv().isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the command was started");
    }
    requireDirectory();
    SafeSink sink = new SafeSink(log);
    ExitStatus status = guarded("its container could not be run", () -> {
      StepContainer ready = container();
      return services.watching(ready, () -> ready.run(command, sink));
    });
    sink.throwFailure();
    return status;
  }

  private StepContainer container() throws InterruptedException {
    StepContainer known = container;
    if (known == null) {
      mayHaveLeft = true;
      known = handsOn() ? shared() : ownContainer();
      container = known;
      mayHaveLeft = false;
    } else if (known instanceof DirectContainer) {
      throw new IllegalStateException(
          "the session of step '" + spec.step() + "' was opened for one command");
    }
    return known;
  }

  private StepContainer shared() throws InterruptedException {
    Optional<SharedContainers.Shared> left = docker.shared().take(spec);
    if (left.isEmpty()) {
      return ownContainer();
    }
    use = left.get().use();
    return left.get().container().forStep(surroundings(), programs());
  }

  private StepContainer ownContainer() throws InterruptedException {
    Optional<ContainerMaker.Made> ahead = expected.take(spec);
    ContainerMaker.Made made = ahead.isPresent()
        ? ahead.get()
        : new ContainerMaker(docker).make(spec, image, id, files, services.networks());
    id = made.session();
    use = made.use();
    return ContainerMaker.isDirect(spec)
        ? new DirectContainer(
            docker.engine(),
            docker.time(),
            spec.grace(),
            programs(),
            made.container(),
            spec.execution().container().layout().asImageSays(),
            made.held())
        : new IdleContainer(
            docker.engine(),
            docker.time(),
            spec.grace(),
            programs(),
            made.container(),
            surroundings(),
            made.isRunning());
  }

  /** A container that is handed on must not keep the variables of the step, so they are given to each command. */
  private IdleContainer.Surroundings surroundings() {
    Map<String, String> variables =
        spec.execution().container().sharing() ? spec.environment() : Map.of();
    return new IdleContainer.Surroundings(
        ContainerMaker.directory(spec),
        variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList());
  }

  private Programs programs() {
    return new Programs(docker.engine(), place(), image, ContainerMaker.directory(spec));
  }

  @Override
  public Optional<String> keep() {
    Duration time = spec.execution().container().keptAfterFailure();
    if (time == null
        || closed
        || !(container instanceof IdleContainer idle)
        || !idle.isStarted()
        || idle.isOver()) {
      return Optional.empty();
    }
    String command = docker.kept().keep(spec, idle.id(), time);
    kept = true;
    return Optional.of(command);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      Interrupts.defer(this::letGo);
    } finally {
      whenClosed.run();
    }
  }

  private void letGo() throws InterruptedException {
    StepContainer used = container;
    container = null;
    try {
      if (used != null) {
        end(used);
      } else if (mayHaveLeft) {
        removeLost();
      }
    } catch (RuntimeUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Containers.unavailable(
          place(), "its containers could not be removed", docker.engine(), e);
    } finally {
      services.close();
      if (!kept) {
        files.release();
      }
    }
  }

  private void end(StepContainer used) {
    boolean hasEnded = used.isOver();
    boolean handedOn = handsOn() && used instanceof IdleContainer && !hasEnded;
    used.letGoOfOutput();
    if (!hasEnded && !handedOn && !kept) {
      used.kill();
    }
    try {
      files.collect(used.id());
    } finally {
      if (handedOn) {
        docker.shared().leave(spec, (IdleContainer) used, use);
      } else if (!kept) {
        remove(used.id(), hasEnded);
      }
    }
  }

  /** Removes the container. Its sandbox is free for others when no process of it is left, which the engine tells by removing it. */
  private void remove(String id, boolean hasEnded) {
    SandboxUse had = use;
    use = null;
    if (had == null || hasEnded) {
      docker.cleaner().remove(spec.buildId(), id);
      giveBack(had);
    } else {
      docker.cleaner().later(spec.buildId(), "container " + id, () -> {
        Containers.remove(docker.engine(), id);
        giveBack(had);
      });
    }
  }

  private void giveBack(@Nullable SandboxUse had) {
    if (had != null) {
      docker.sandboxes().giveBack(spec.buildId(), had, true);
    }
  }

  /** A copy of the workspace is merged at the end of each step, so its container cannot be handed on. */
  private boolean handsOn() {
    return spec.execution().container().sharing() && files instanceof MountedFiles;
  }

  /** Finds containers by their label, because the answer that told their id may have been lost. */
  private void removeLost() {
    docker
        .engine()
        .calls()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Labels.SESSION, id))
        .exec()
        .forEach(lost -> Containers.remove(docker.engine(), lost.getId()));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the session of step '" + spec.step() + "' is closed");
    }
  }

  private void requireDirectory() {
    if (container != null) {
      return; // it was there when the first command began
    }
    if (!directory.startsWith(spec.workspace().normalize())) {
      throw new RuntimeUnavailableException(
          new Problem(
              place(),
              "the working directory '" + spec.execution().directory()
                  + "' is outside the workspace",
              "a directory in " + spec.workspace(),
              "correct the directory of the step"),
          null);
    }
    if (!Files.isDirectory(directory)) {
      throw new RuntimeUnavailableException(
          new Problem(
              place(),
              "the working directory " + ContainerMaker.directory(spec)
                  + (Files.exists(directory) ? " is no directory" : " is not there"),
              "a directory of the workspace",
              "make it in an earlier step, or correct the directory of the step"),
          null);
    }
  }

  private <T> T guarded(String what, Work<T> work) throws InterruptedException {
    try {
      return work.done();
    } catch (RuntimeUnavailableException | IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        // an interrupt in the middle of a call breaks its connection
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw docker.engine().answers()
          ? Containers.unavailable(place(), what, docker.engine(), e)
          : wentAway(e);
    }
  }

  private RuntimeUnavailableException wentAway(RuntimeException e) {
    return new RuntimeUnavailableException(
        new Problem(
            place(),
            "the engine at " + docker.engine().address() + " went away in the middle: "
                + Reason.of(e),
            "an engine that answers until the step is over",
            "look at the log of the engine, and run the step again; a retry does that by itself"),
        e);
  }

  private String place() {
    return "step '" + spec.step() + "'";
  }

  /** Something that calls the engine. */
  private interface Work<T> {
    T done() throws InterruptedException;
  }
}
