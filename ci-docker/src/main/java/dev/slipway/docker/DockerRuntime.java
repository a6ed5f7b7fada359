package dev.slipway.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Time;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs each command of a step in a container of its own, with the workspace of the build at {@code /workspace}.
 *
 * <p><b>What the commands of a step share.</b> The workspace and nothing else. A file outside {@code /workspace}, such as in
 * {@code /tmp} or in the home directory, a package that was installed and a process in the background are gone when the command is
 * over; the next command starts from the image again. What belongs together goes into one command, such as
 * {@code sh("apt-get install -y make && make")}, into the workspace, or into the image. In return each command has an exit code, a
 * memory limit and an end of its own that no other command can touch.
 *
 * <p>An engine that sees the workspace mounts it; another one gets a copy, see {@link WorkspaceMode}. Commands run
 * as the user who runs the Java virtual machine, so that what they write can be deleted; as root if that is root, or if the
 * engine itself runs without root. They get the variables of the step and those of the image, nothing of this machine; they cannot
 * gain privileges; children they leave behind end with them. The entry point of the image is not used.
 *
 * <p>Containers carry the labels {@code dev.slipway.build}, {@code dev.slipway.step} and {@code dev.slipway.owner}.
 * Services are not supported yet.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class DockerRuntime implements StepRuntime {
  static final String NAME = "docker";

  private final Engine engine;
  private final Images images;
  private final ContainerSettings settings;
  private final Time time;
  private final Workspaces workspaces;

  private DockerRuntime(
      Engine engine, ContainerSettings settings, WorkspaceMode workspace, Time time) {
    this.engine = engine;
    this.images = new Images(engine);
    this.settings = settings;
    this.time = time;
    this.workspaces = new Workspaces(engine, workspace, settings, time);
  }

  /** Opens a builder. */
  public static Builder builder(Time time) {
    return new Builder(time);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Problem> check(Collection<Image> wanted, boolean services)
      throws InterruptedException {
    List<Problem> problems = new ArrayList<>();
    if (services) {
      problems.add(noServices("Docker runtime"));
    }
    for (Image image : wanted) {
      images.problem(image).ifPresent(problems::add);
    }
    return problems;
  }

  @Override
  public StepSession open(SessionSpec spec) throws InterruptedException {
    Image image = spec.image();
    if (image == null) {
      throw new RuntimeUnavailableException(
          new Problem(
              "step '" + spec.step() + "'",
              "the Docker runtime was asked to run it, but it has no image",
              "a step with an image",
              "name an image for the step"),
          null);
    }
    return new DockerSession(
        engine, settings, time, spec, image, workspaces.files(spec, image.name(), settings.user()));
  }

  @Override
  public List<String> reap(String buildId) throws InterruptedException {
    List<String> ended = new ArrayList<>();
    try {
      workspaces.forget(buildId);
      List<Container> left = engine
          .calls()
          .listContainersCmd()
          .withShowAll(true)
          .withLabelFilter(Map.of(Labels.BUILD, buildId))
          .exec();
      for (Container container : left) {
        Containers.remove(engine, container.getId());
        ended.add("container " + container.getId().substring(0, 12) + " of step '"
            + container.getLabels().getOrDefault(Labels.STEP, "?") + "'");
      }
      for (String volume : Volumes.labelled(engine, Labels.BUILD, buildId)) {
        Volumes.remove(engine, volume);
        ended.add("volume " + volume);
      }
      return List.copyOf(ended);
    } catch (RuntimeException e) {
      throw Containers.unavailable(
          "build " + buildId, "its containers could not be found and removed", engine, e);
    }
  }

  @Override
  public void close() {
    workspaces.close();
    engine.close();
  }

  static Problem noServices(String place) {
    return new Problem(
        place,
        "a step has services, and this runtime does not run services yet",
        "steps without services",
        "start what the step needs before the build, or within its commands");
  }

  /**
   * Sets up a {@link DockerRuntime}. For one thread.
   *
   * @since 0.1
   */
  public static final class Builder {
    private final Time time;
    private List<EngineAddress> candidates = List.of();
    private long memoryLimit;
    private WorkspaceMode workspace = WorkspaceMode.AUTO;

    private Builder(Time time) {
      this.time = Objects.requireNonNull(time, "time");
    }

    /**
     * The address of the engine, such as {@code unix:///run/docker.sock} or {@code tcp://127.0.0.1:2375}. Without it the
     * engine is found as the {@code docker} command line finds it: {@code DOCKER_HOST}, the current context, the usual
     * sockets.
     */
    public Builder host(String host) {
      candidates =
          List.of(new EngineAddress(Objects.requireNonNull(host, "host"), "as configured"));
      return this;
    }

    /**
     * The most memory that a command may use, in bytes; without it there is no limit.
     *
     * @throws IllegalArgumentException if it is less than 6 MiB, which no engine accepts
     */
    public Builder memoryLimit(long bytes) {
      if (bytes < 6L * 1024 * 1024) {
        throw new IllegalArgumentException(
            "a memory limit is at least 6 MiB, not " + bytes + " bytes");
      }
      memoryLimit = bytes;
      return this;
    }

    /** How containers get the files of a build; {@link WorkspaceMode#AUTO} without it. */
    public Builder workspace(WorkspaceMode mode) {
      workspace = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * Connects to the engine.
     *
     * @throws RuntimeUnavailableException if no engine answers, with all addresses that were tried, or if the
     *     address is none
     */
    public DockerRuntime connect() {
      Engine engine =
          Engine.connect(candidates.isEmpty() ? EngineAddresses.ofUser().candidates() : candidates);
      try {
        Info info = engine.calls().infoCmd().exec();
        return new DockerRuntime(engine, ContainerSettings.of(info, memoryLimit), workspace, time);
      } catch (RuntimeException e) {
        engine.close();
        throw Containers.unavailable("Docker Engine", "it does not tell about itself", engine, e);
      }
    }
  }
}
