package dev.slipway.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Ports;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.archive.OneFile;
import dev.slipway.model.Image;
import dev.slipway.model.PullProgress;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stays on an engine when a build is over: containers that serve people, with their networks and volumes. Nothing of it is swept away with what builds leave. All methods
 * throw {@link RuntimeUnavailableException} if the engine does not answer or refuses. Thread-safe; valid as long as its runtime is open.
 *
 * @since 0.1
 */
public final class DockerHost {
  private static final ContainerPort[] NO_PORTS = {};

  private final Engine engine;
  private final Images images;
  private final HostedNetworks networks;

  private DockerHost(Engine engine, Images images) {
    this.engine = engine;
    this.images = images;
    this.networks = new HostedNetworks(engine);
  }

  /** Returns the host of a runtime's engine. */
  public static DockerHost of(DockerRuntime runtime) {
    return new DockerHost(runtime.engine(), runtime.images());
  }

  /** What is asked of the engine. */
  private interface Call<T extends @Nullable Object> {
    T make() throws InterruptedException;
  }

  private <T extends @Nullable Object> T ask(String place, Call<T> call)
      throws InterruptedException {
    try {
      return call.make();
    } catch (RuntimeUnavailableException e) {
      Broken.byInterrupt(e);
      throw e;
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      throw Containers.unavailable(place, "the engine refuses", engine, e);
    }
  }

  private static String place(String container) {
    return "container '" + container + "'";
  }

  /**
   * Pushes an image to a registry, and fetches it before if it is not on the engine.
   *
   * @param name the name with the registry in front
   * @param user the user that logs in there
   * @param password the password or token of the user
   * @param log gets lines about the progress, for people
   * @return the id of the image, which is the digest of its configuration
   */
  public String push(
      Image image, String name, String user, Secret password, Time time, Consumer<String> log)
      throws InterruptedException {
    ImageAccess access = new ImageAccess() {
      @Override
      public Optional<Secret> secret(String wanted) {
        return Optional.of(password);
      }

      @Override
      public void progress(PullProgress progress) {
        log.accept(progress.sentence());
      }
    };
    Image.Login login = new Image.Login(user, password.name());
    new ImagePushing(engine, images, time, log, "image '" + image + "'", access, image, login)
        .run(List.of(name));
    return ask(
        "image '" + image + "'",
        () -> Objects.requireNonNull(
            engine.calls().inspectImageCmd(images.onEngine(image).name()).exec().getId()));
  }

  /** Makes a container that does not run yet, unless there is one of this name, and puts its files into it. */
  public void create(HostedContainer container) throws InterruptedException {
    Optional<Problem> problem = images.problem(container.image, ImageAccess.none());
    if (problem.isPresent()) {
      throw new RuntimeUnavailableException(
          problem.get().at(place(container.name) + ", " + problem.get().place()), null);
    }
    Image image = images.onEngine(container.image);
    ask(place(container.name), () -> {
      try {
        HostedCommand.create(engine, container, image, networks.address(container.network))
            .exec();
      } catch (ConflictException thereIsOne) {
        return "";
      }
      put(container.name, container.files);
      return "";
    });
  }

  /** Puts files into a container, whether it runs or not. */
  public void put(String container, List<HostedFile> files) throws InterruptedException {
    if (files.isEmpty()) {
      return;
    }
    ask(place(container), () -> {
      try (InputStream archive = new HostedArchive(files)) {
        engine
            .streams()
            .copyArchiveToContainerCmd(container)
            .withRemotePath("/")
            .withTarInputStream(archive)
            .exec();
        return "";
      } catch (IOException e) {
        throw new RuntimeUnavailableException(
            new Problem(
                place(container),
                "its files cannot be read: " + e,
                "files that are there",
                "look at the artifact"),
            e);
      }
    });
  }

  /**
   * Puts a directory of one container into another, whether they run or not.
   *
   * @param directory where it is in both, such as {@code /app}
   */
  public void copy(String from, String to, String directory) throws InterruptedException {
    ask(place(to), () -> {
      try (InputStream archive =
          engine.streams().copyArchiveFromContainerCmd(from, directory).exec()) {
        Path above = Objects.requireNonNullElse(Path.of(directory).getParent(), Path.of("/"));
        engine
            .streams()
            .copyArchiveToContainerCmd(to)
            .withRemotePath(above.toString())
            .withTarInputStream(archive)
            .exec();
        return "";
      } catch (IOException e) {
        throw Containers.unavailable(
            place(to), "the files of " + from + " cannot be read", engine, e);
      }
    });
  }

  /** Starts a container; one that runs is left as it is. */
  public void start(String container) throws InterruptedException {
    ask(place(container), () -> {
      try {
        engine.calls().startContainerCmd(container).exec();
      } catch (NotModifiedException runs) {
        return "";
      }
      return "";
    });
  }

  /**
   * Asks a container to end, and ends it if it does not within the grace. One that does not run or is not there is left as it is.
   *
   * @param grace in whole seconds
   */
  public void stop(String container, Duration grace) throws InterruptedException {
    ask(place(container), () -> {
      try {
        engine
            .streams()
            .stopContainerCmd(container)
            .withTimeout(Math.toIntExact(grace.toSeconds()))
            .exec();
      } catch (NotModifiedException | NotFoundException doesNotRun) {
        return "";
      }
      return "";
    });
  }

  /** Removes a container with the volumes that have no name; one that is not there is no error. */
  public void remove(String container) throws InterruptedException {
    ask(place(container), () -> {
      Containers.remove(engine, container);
      return "";
    });
  }

  /** Returns the containers with a label. */
  public List<Hosted> find(String label, String value) throws InterruptedException {
    return ask(
        "containers with the label " + label + "=" + value,
        () -> engine
            .calls()
            .listContainersCmd()
            .withShowAll(true)
            .withLabelFilter(Map.of(label, value))
            .exec()
            .stream()
            .map(DockerHost::hosted)
            .toList());
  }

  private static Hosted hosted(Container container) {
    return new Hosted(
        container.getNames()[0].substring(1),
        container.getLabels() == null ? Map.of() : container.getLabels(),
        "running".equals(container.getState()),
        HostedNetworks.addressOf(container),
        ports(container));
  }

  private static Map<Integer, Integer> ports(Container container) {
    Map<Integer, Integer> ports = new TreeMap<>();
    for (ContainerPort port : container.getPorts() == null ? NO_PORTS : container.getPorts()) {
      if (port.getPrivatePort() != null && port.getPublicPort() != null) {
        ports.put(port.getPrivatePort(), port.getPublicPort());
      }
    }
    return ports;
  }

  /** Returns the exit code of a container that has ended; empty if it runs or is not there. */
  public OptionalInt exitCode(String container) throws InterruptedException {
    return ask(place(container), () -> {
      try {
        InspectContainerResponse found =
            engine.calls().inspectContainerCmd(container).exec();
        Long code = found.getState().getExitCodeLong();
        boolean ended = !Boolean.TRUE.equals(found.getState().getRunning())
            || Boolean.TRUE.equals(found.getState().getRestarting());
        return ended && code != null ? OptionalInt.of(code.intValue()) : OptionalInt.empty();
      } catch (NotFoundException e) {
        return OptionalInt.empty();
      }
    });
  }

  /** Returns the port of the engine's machine that leads to one of a container; empty if none does. */
  public OptionalInt port(String container, int inside) throws InterruptedException {
    return ask(place(container), () -> {
      Ports.Binding[] bindings = engine
          .calls()
          .inspectContainerCmd(container)
          .exec()
          .getNetworkSettings()
          .getPorts()
          .getBindings()
          .get(ExposedPort.tcp(inside));
      return bindings == null || bindings.length == 0
          ? OptionalInt.empty()
          : OptionalInt.of(Integer.parseInt(bindings[0].getHostPortSpec()));
    });
  }

  /**
   * Runs a command in a container that runs, as its user and without input.
   *
   * @param limit how long it may take
   */
  public HostedRun run(String container, List<String> argv, Duration limit)
      throws InterruptedException {
    return ask(place(container), () -> HostedRun.of(engine, container, argv, limit));
  }

  /** Starts a command in a container that runs, to be asked line by line. */
  public HostedDialog dialog(String container, List<String> argv) throws InterruptedException {
    return ask(place(container), () -> HostedDialog.open(engine, container, argv));
  }

  /** Returns the text of a file of a container, whether it runs or not; empty if there is none, or if it is a link or a directory. */
  public Optional<String> read(String container, String file) throws InterruptedException {
    return ask(place(container), () -> {
      try (InputStream archive =
          engine.calls().copyArchiveFromContainerCmd(container, file).exec()) {
        return OneFile.in(archive).map(content -> new String(content, StandardCharsets.UTF_8));
      } catch (NotFoundException none) {
        return Optional.empty();
      } catch (IOException e) {
        throw Containers.unavailable(
            place(container), "its file " + file + " cannot be read", engine, e);
      }
    });
  }

  /** Makes a network if there is none of this name. Containers that join it have the same address for as long as they exist. */
  public void network(String name) throws InterruptedException {
    ask("network '" + name + "'", () -> {
      networks.make(name);
      return "";
    });
  }

  /** Removes a network; one that is not there is no error. */
  public void removeNetwork(String name) throws InterruptedException {
    ask("network '" + name + "'", () -> {
      networks.remove(name);
      return "";
    });
  }

  /** Makes a volume with labels if there is none of this name. */
  public void volume(String name, Map<String, String> labels) throws InterruptedException {
    ask("volume '" + name + "'", () -> {
      engine.calls().createVolumeCmd().withName(name).withLabels(labels).exec();
      return "";
    });
  }

  /** Returns the names of the volumes with a label. */
  public List<String> volumes(String label, String value) throws InterruptedException {
    return ask(
        "volumes with the label " + label + "=" + value,
        () -> Volumes.labelled(engine, label, value));
  }

  /** Removes a volume; one that is not there is no error. */
  public void removeVolume(String name) throws InterruptedException {
    ask("volume '" + name + "'", () -> {
      Volumes.remove(engine, name);
      return "";
    });
  }

  /** Returns the last lines that a container has written. */
  public List<String> log(String container, int lines) throws InterruptedException {
    return ask(place(container), () -> {
      StringBuilder text = new StringBuilder();
      engine
          .streams()
          .logContainerCmd(container)
          .withStdOut(true)
          .withStdErr(true)
          .withTail(lines)
          .exec(new ResultCallback.Adapter<Frame>() {
            @Override
            public void onNext(Frame frame) {
              text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
            }
          })
          .awaitCompletion();
      return text.toString().lines().toList();
    });
  }

  @Override
  public String toString() {
    return "Docker Engine at " + engine.address();
  }
}
