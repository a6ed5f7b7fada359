package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.WaitResponse;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Readiness;
import dev.slipway.model.Service;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The container of a service. For one thread, apart from {@link #death} and {@link #log}. */
final class ServiceContainer {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final Docker docker;
  private final String place;
  private final String name;
  private final Service service;
  private final boolean closed;
  private final ServiceLog log;
  private @Nullable String id;
  private volatile @Nullable String death;

  /**
   * @param closed whether this machine is kept out of its network
   */
  ServiceContainer(Docker docker, String place, String name, Service service, boolean closed) {
    this.docker = docker;
    this.place = place + ", service '" + name + "'";
    this.name = name;
    this.service = service;
    this.closed = closed;
    this.log = new ServiceLog(
        name,
        service.ready() instanceof Readiness.LogLine line ? Pattern.compile(line.regex()) : null);
  }

  ServiceLog log() {
    return log;
  }

  Service service() {
    return service;
  }

  @Nullable
  String id() {
    return id;
  }

  /** Makes and starts the container. */
  void start(
      Map<String, String> labels, String network, Map<String, String> volumes, LayoutMounts layout)
      throws InterruptedException {
    ContainerRecipe recipe = new ContainerRecipe(
            docker.engine(), docker.tenant(), place, service.image(), service.container(), labels)
        .network(network, names())
        .init()
        .environment(service.variables());
    service
        .volumes()
        .forEach((path, volume) -> recipe.mount(new Mount()
            .withType(MountType.VOLUME)
            .withSource(volumes.get(volume))
            .withTarget(path)));
    layout.of(service.container().layout()).forEach(recipe::mount);
    String made = recipe.createAsImageSays(service.command());
    id = made;
    docker
        .engine()
        .streams()
        .attachContainerCmd(made)
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(new OutputFrames(log))
        .awaitStarted();
    docker.engine().calls().startContainerCmd(made).exec();
  }

  private String[] names() {
    return Stream.concat(Stream.of(name), service.aliases().stream().sorted())
        .toArray(String[]::new);
  }

  /**
   * Waits until the service is ready.
   *
   * @param deadline by {@code Time.nanos}
   * @throws RuntimeUnavailableException if it dies before, or the deadline passes
   */
  void awaitReady(long deadline) throws InterruptedException {
    String container = requireId();
    ServiceProbe probe =
        new ServiceProbe(docker.engine(), container, service.ready(), log, closed, docker.time());
    Duration pause = FIRST_PAUSE;
    for (; ; ) {
      InspectContainerResponse now =
          docker.engine().calls().inspectContainerCmd(container).exec();
      if (!Boolean.TRUE.equals(now.getState().getRunning())) {
        if (hasDoneItsWork(now)) {
          return;
        }
        throw died(now, "before it was ready");
      }
      if (probe.isNeverReady(now)) {
        throw failure(
            "its image has no HEALTHCHECK",
            "an image that says how its health is checked",
            "name another sign of readiness with readyWhen(...)");
      }
      if (probe.isUnhealthy(now)) {
        throw failure(
            "it is unhealthy by its HEALTHCHECK",
            "that it " + ServiceProbe.text(service.ready()),
            "look at its last lines, or let the check have more retries");
      }
      String whyNot = whyNotReady(probe, now);
      if (whyNot == null) {
        return;
      }
      if (docker.time().nanos() - deadline > 0) {
        throw failure(
            "it was not ready within " + service.deadline().toMillis() / 1000.0 + " s: " + whyNot,
            "that it " + ServiceProbe.text(service.ready()),
            "give it more time with within(...), or look at its last lines");
      }
      docker.time().sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  /** What is checked only if it can be may be one that fills a volume and ends. */
  private boolean hasDoneItsWork(InspectContainerResponse now) {
    Long code = now.getState().getExitCodeLong();
    return service.ready() instanceof Readiness.HealthyIfChecked && code != null && code == 0;
  }

  private @Nullable String whyNotReady(ServiceProbe probe, InspectContainerResponse now)
      throws InterruptedException {
    try {
      return probe.whyNotReady(now, address(now));
    } catch (DockerException e) {
      InspectContainerResponse after =
          docker.engine().calls().inspectContainerCmd(requireId()).exec();
      if (Boolean.TRUE.equals(after.getState().getRunning())) {
        throw e;
      }
      return "it ended"; // while it was asked, which the next look tells with all there is to tell
    }
  }

  /** Notes when it ends other than well, and tells it. */
  void watch(Runnable whenDead) {
    ExitCode code = new ExitCode() {
      @Override
      public void onNext(WaitResponse response) {
        // not when the answer is complete: its thread is interrupted then, and could call nobody
        super.onNext(response);
        known().ifPresent(number -> {
          if (number != 0) {
            death = "it ended with exit code " + number;
            whenDead.run();
          }
        });
      }
    };
    docker.engine().streams().waitContainerCmd(requireId()).exec(code);
  }

  /** Returns what is wrong if it has ended while it was needed. */
  Optional<RuntimeUnavailableException> death() {
    return Optional.ofNullable(death)
        .map(how -> failure(
            how + " while it was needed",
            "that it runs as long as the step",
            "look at its last lines"));
  }

  private RuntimeUnavailableException died(InspectContainerResponse now, String when) {
    Long code = now.getState().getExitCodeLong();
    boolean memory = Boolean.TRUE.equals(now.getState().getOOMKilled());
    return failure(
        memory
            ? "it used more memory than it may, and was ended " + when
            : "it ended with exit code " + code + " " + when,
        "that it " + ServiceProbe.text(service.ready()),
        "look at its last lines");
  }

  private RuntimeUnavailableException failure(String found, String expected, String remedy) {
    String lines = log.lastLines();
    String told = lines.isEmpty() ? " (it wrote nothing)" : "; its last lines:\n" + lines + "\n";
    return new RuntimeUnavailableException(
        new Problem(place, found + told, expected, remedy), null);
  }

  private static String address(InspectContainerResponse now) {
    return now.getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(ip -> ip != null && !ip.isEmpty())
        .findFirst()
        .orElse("");
  }

  private String requireId() {
    String known = id;
    if (known == null) {
      throw new IllegalStateException("service '" + name + "' was not started");
    }
    return known;
  }
}
