package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.model.Image;
import dev.slipway.model.Service;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Commands of one attempt, each in a container of its own. For one thread. */
final class DockerSession implements StepSession {
  private final Engine engine;
  private final ContainerSettings settings;
  private final Time time;
  private final SessionSpec spec;
  private final Image image;
  private final String id = UUID.randomUUID().toString();
  private final Path directory;
  private final SessionFiles files;
  private boolean mayHaveLeft;
  private boolean closed;

  DockerSession(
      Engine engine,
      ContainerSettings settings,
      Time time,
      SessionSpec spec,
      Image image,
      SessionFiles files) {
    this.engine = engine;
    this.settings = settings;
    this.time = time;
    this.spec = spec;
    this.image = image;
    this.files = files;
    this.directory = spec.workspace().resolve(spec.execution().directory()).normalize();
  }

  @Override
  public void startService(String alias, Service service, OutputSink log) {
    throw new RuntimeUnavailableException(DockerRuntime.noServices(place()), null);
  }

  @Override
  public ExitStatus run(Command command, OutputSink log) throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the session of step '" + spec.step() + "' is closed");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the command was started");
    }
    requireDirectory();
    CommandContainer container =
        new CommandContainer(engine, settings, time, spec, image, directory, id, files);
    boolean leftBefore = mayHaveLeft;
    mayHaveLeft = true;
    ExitStatus status = container.run(command, log);
    mayHaveLeft = leftBefore;
    return status;
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (mayHaveLeft) {
        mayHaveLeft = false;
        Interrupts.defer(this::removeAll);
        files.collect(id);
      }
    } finally {
      files.release();
    }
  }

  /** Finds containers by their label, because the answer that told their id may have been lost. */
  private void removeAll() {
    try {
      engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.SESSION, id))
          .exec()
          .forEach(container -> Containers.remove(engine, container.getId()));
    } catch (RuntimeException e) {
      throw Containers.unavailable(place(), "its containers could not be removed", engine, e);
    }
  }

  private void requireDirectory() {
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
              "the working directory " + directory + " is not there",
              "a directory",
              "make it in an earlier command or step, or correct the directory of the step"),
          null);
    }
  }

  private String place() {
    return "step '" + spec.step() + "'";
  }
}
