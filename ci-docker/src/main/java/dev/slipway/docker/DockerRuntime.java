package dev.slipway.docker;

import com.github.dockerjava.api.model.Info;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.config.Credentials;
import dev.slipway.docker.config.DockerConfig;
import dev.slipway.docker.config.Keyring;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.Shell;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import dev.slipway.secret.Secret;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs each step in a container of its own, with the workspace of the build at {@code /workspace}. The commands of a step run in it
 * one after the other: files, packages and processes in the background that one of them leaves are there for the next, and gone
 * when the step is over.
 *
 * <p>A container cannot gain privileges, sees neither this machine nor the engine, has a limit on processes and a network of its
 * own; {@link dev.slipway.model.ContainerOptions} changes that. Commands run as the user who runs the Java virtual machine, so that
 * what they write can be deleted; as root if that is root, or if the engine itself runs without root. They get the variables of
 * the step and those of the image, nothing of this machine. The entry point of the image is not used. A step with several commands,
 * with Java code that runs commands, or that shares or keeps its container needs {@code /bin/sh} in its image.
 *
 * <p>An engine that sees the workspace mounts it; another one gets a copy, see {@link WorkspaceMode}.
 *
 * <p>To be fast, it makes networks ahead, starts the containers of the next steps while those before them run, and removes what is over
 * in the background. A shell of the image waits in a container that was started ahead, and becomes the command when the step begins;
 * an image without a shell is started then. Everything
 * carries the labels {@code dev.slipway.build} and {@code dev.slipway.owner}; what a process leaves that is killed is removed
 * by the next one that connects to the engine from the same host, and by living ones from time to time.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class DockerRuntime implements StepRuntime {
  static final String NAME = "docker";

  private final Docker docker;
  private final ExpectedSessions expected;
  private final ServiceGroups groups;
  private final Leftovers leftovers;
  private final Sweep sweep;
  private final Semaphore places;

  private DockerRuntime(
      Engine engine,
      Images images,
      Tenant tenant,
      WorkspaceMode workspace,
      Time time,
      int mostSteps) {
    Cleaner cleaner = new Cleaner(engine, time);
    this.docker = new Docker(
        engine,
        images,
        tenant,
        time,
        cleaner,
        new Sandboxes(engine, tenant, time, cleaner),
        new SharedContainers(cleaner),
        new KeptContainers(engine, time, cleaner),
        new Shells(),
        new Workspaces(engine, workspace, tenant, time));
    this.expected = new ExpectedSessions(docker);
    this.groups = new ServiceGroups(docker);
    this.leftovers = new Leftovers(engine, time);
    this.sweep = new Sweep(engine, tenant.owner(), time);
    this.places = new Semaphore(mostSteps, true);
    sweep.begin();
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
    return check(wanted, services, ImageAccess.none());
  }

  @Override
  public List<Problem> check(Collection<Image> wanted, boolean services, ImageAccess access)
      throws InterruptedException {
    List<Problem> problems = new ArrayList<>();
    for (Image image : wanted) {
      docker.images().problem(image, access).ifPresent(problems::add);
    }
    return problems;
  }

  @Override
  public Optional<String> digest(Image image) throws InterruptedException {
    return docker.images().digest(image);
  }

  @Override
  public void expect(SessionSpec spec) {
    if (spec.image() != null && !spec.execution().hasServices()) {
      expected.expect(spec);
    }
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
    places.acquire();
    boolean opened = false;
    try {
      SessionSpec real = docker.images().onEngine(spec);
      StepSession session = new DockerSession(
          docker,
          expected,
          real,
          Objects.requireNonNull(real.image()),
          docker.workspaces().files(real),
          new SessionServices(docker, groups, real),
          places::release);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        places.release();
      }
    }
  }

  @Override
  public void endServices(String buildId, String group) {
    groups.end(buildId, group);
  }

  @Override
  public Shell openShell(String buildId, String step) {
    try {
      return DockerShell.open(docker.engine(), docker.time(), docker.kept().find(buildId, step));
    } catch (RuntimeUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Containers.unavailable(
          "step '" + step + "' of build " + buildId,
          "no shell could be started in its container",
          docker.engine(),
          e);
    }
  }

  Docker docker() {
    return docker;
  }

  Engine engine() {
    return docker.engine();
  }

  Images images() {
    return docker.images();
  }

  @Override
  public List<String> reap(String buildId) throws InterruptedException {
    groups.buildIsOver(buildId);
    expected.buildIsOver(buildId);
    docker.shared().buildIsOver(buildId);
    docker.cleaner().await(buildId);
    docker.sandboxes().buildIsOver(buildId);
    docker.workspaces().forget(buildId);
    return sweep.apart(() -> leftovers.remove(buildId));
  }

  @Override
  public void close() {
    sweep.close();
    expected.close();
    docker.sandboxes().close();
    Interrupts.defer(docker.cleaner()::awaitAll);
    docker.workspaces().close();
    docker.engine().close();
  }

  /**
   * Sets up a {@link DockerRuntime}. For one thread.
   *
   * @since 0.1
   */
  public static final class Builder {
    private static final int MOST_STEPS = 64;

    private final Time time;
    private @Nullable String host;
    private @Nullable Path certificates;
    private @Nullable Path sshConfig;
    private final Map<String, Credentials> credentials = new HashMap<>();
    private UnaryOperator<ImageName> substitution = UnaryOperator.identity();
    private long memoryLimit;
    private int mostSteps = MOST_STEPS;
    private WorkspaceMode workspace = WorkspaceMode.AUTO;

    private Builder(Time time) {
      this.time = Objects.requireNonNull(time, "time");
    }

    /**
     * The address of the engine, such as {@code unix:///run/docker.sock}, {@code tcp://127.0.0.1:2375} or {@code
     * ssh://user@host}, for which the {@code ssh} program of this machine is used. Without it the
     * engine is found as the {@code docker} command line finds it: {@code DOCKER_HOST}, the current context, the usual
     * sockets, and TLS as they say.
     */
    public Builder host(String address) {
      host = Objects.requireNonNull(address, "address");
      return this;
    }

    /**
     * Talks by TLS to the engine whose address was given, and lets both prove who they are.
     *
     * @param directory where {@code ca.pem}, {@code cert.pem} and {@code key.pem} are
     */
    public Builder certificates(Path directory) {
      certificates = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Has {@code ssh} read this file in place of the configuration of the user and of this machine, where the address begins
     * with {@code ssh://}. Keys, known hosts and jump hosts are named in it.
     */
    public Builder sshConfig(Path file) {
      sshConfig = Objects.requireNonNull(file, "file");
      return this;
    }

    /**
     * Logs in to a registry with this user and password. Without it, the login is that of the {@code docker} command line.
     *
     * @param registry its host and perhaps port, such as {@code registry.example:5000}; {@code docker.io} for the one that goes
     *     without saying
     */
    public Builder credentials(String registry, String user, Secret password) {
      Objects.requireNonNull(registry, "registry");
      Objects.requireNonNull(user, "user");
      credentials.put(
          registry,
          Credentials.of(
              Keyring.server(registry),
              user,
              password.reveal(),
              "secret '" + password.name() + "'"));
      return this;
    }

    /**
     * Uses other images in place of those that steps, services and Dockerfiles name, such as those of a mirror: {@code
     * substitute(name -> name.at("mirror.example"))}. An image that a step has made is not replaced. A login that a step names for
     * an image does not follow it to another registry.
     *
     * @param replacement returns the name to use, which may be the same; called often and from many threads
     */
    public Builder substitute(UnaryOperator<ImageName> replacement) {
      substitution = Objects.requireNonNull(replacement, "replacement");
      return this;
    }

    /**
     * The most memory that a step may use which sets no limit itself, in bytes; without it there is none.
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
     * The most steps that have a container at the same time; others wait. Without it 64.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder atMost(int steps) {
      if (steps < 1) {
        throw new IllegalArgumentException("at least one step has a container, not " + steps);
      }
      mostSteps = steps;
      return this;
    }

    /**
     * Connects to the engine.
     *
     * @throws RuntimeUnavailableException if no engine answers, with all addresses that were tried, or if the
     *     address is none
     */
    public DockerRuntime connect() {
      Engine engine = Engine.connect(candidates());
      try {
        Info info = engine.calls().infoCmd().exec();
        Keyring keyring = new Keyring(time, DockerConfig.ofUser(), credentials);
        Images images = new Images(engine, time, new Registries(engine, keyring), substitution);
        return new DockerRuntime(
            engine, images, Tenant.of(info, memoryLimit), workspace, time, mostSteps);
      } catch (RuntimeException e) {
        engine.close();
        throw Containers.unavailable("Docker Engine", "it does not tell about itself", engine, e);
      }
    }

    private List<EngineAddress> candidates() {
      if (host == null) {
        return EngineAddresses.ofUser().candidates().stream()
            .map(address -> address.withSshConfig(sshConfig))
            .toList();
      }
      EngineTls tls = certificates == null ? null : new EngineTls(certificates, true);
      return List.of(new EngineAddress(host, "as configured", tls).withSshConfig(sshConfig));
    }
  }
}
