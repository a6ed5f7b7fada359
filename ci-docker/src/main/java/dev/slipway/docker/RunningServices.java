package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.slipway.model.Readiness;
import dev.slipway.model.Service;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Services on a network of their own. Started once by one thread; read and ended by others after that. */
final class RunningServices {
  /** The bridge of the network gets no address, so that not even the machine of the engine is reached. */
  private static final Map<String, String> CLOSED =
      Map.of("com.docker.network.bridge.inhibit_ipv4", "true");

  private final Docker docker;
  private final String place;
  private final SessionSpec spec;
  private final Map<String, String> labels;
  private final boolean internal;
  private final boolean closed;
  private final String name = "slipway-" + UUID.randomUUID();
  private final Map<String, ServiceContainer> containers = new LinkedHashMap<>();
  private final Map<String, String> volumes = new LinkedHashMap<>();
  private final List<Runnable> mourners = new CopyOnWriteArrayList<>();
  private @Nullable String network;

  /**
   * @param spec the session that needs them first, of whose build they are
   * @param internal whether the network reaches nothing else
   */
  RunningServices(
      Docker docker,
      String place,
      SessionSpec spec,
      Map<String, Service> services,
      boolean internal) {
    this.docker = docker;
    this.place = place;
    this.spec = spec;
    this.labels = Labels.of(spec.buildId(), docker.tenant().owner());
    this.internal = internal;
    // pages are asked for from this machine, which a closed network keeps out
    this.closed = internal
        && services.values().stream()
            .noneMatch(service -> service.ready() instanceof Readiness.Http
                || service.ready() instanceof Readiness.Passes);
    services.forEach((alias, service) ->
        containers.put(alias, new ServiceContainer(docker, place, alias, service, closed)));
  }

  /**
   * Starts all services, those first that others wait for, and returns when all are ready.
   *
   * @throws RuntimeUnavailableException if one does not get ready; nothing is left then
   */
  void start(OutputSink log) throws InterruptedException {
    addReader(log);
    try {
      network = docker
          .engine()
          .calls()
          .createNetworkCmd()
          .withName(name)
          .withDriver("bridge")
          .withInternal(internal)
          .withOptions(closed ? CLOSED : Map.of())
          .withLabels(labels)
          .exec()
          .getId();
      makeVolumes();
      Set<String> ready = new HashSet<>();
      while (ready.size() < containers.size()) {
        ready.addAll(startThoseThatMay(ready));
      }
      containers.values().forEach(container -> container.watch(this::mourn));
    } catch (RuntimeException | InterruptedException e) {
      stop();
      throw e;
    }
  }

  private void makeVolumes() {
    Set<String> names = new TreeSet<>();
    containers.values().forEach(one -> names.addAll(one.service().volumes().values()));
    for (String volume : names) {
      String full = name + "-" + volumes.size();
      docker
          .engine()
          .calls()
          .createVolumeCmd()
          .withName(full)
          .withLabels(labels)
          .exec();
      volumes.put(volume, full);
    }
  }

  private Set<String> startThoseThatMay(Set<String> ready) throws InterruptedException {
    Map<ServiceContainer, Long> deadlines = new LinkedHashMap<>();
    Set<String> started = new HashSet<>();
    for (Map.Entry<String, ServiceContainer> entry : containers.entrySet()) {
      ServiceContainer container = entry.getValue();
      boolean waits = !ready.containsAll(container.service().after());
      if (container.id() == null && !waits) {
        container.start(labels, name, volumes, new LayoutMounts(docker, spec));
        long deadline = docker.time().nanos() + container.service().deadline().toNanos();
        deadlines.put(container, deadline);
        started.add(entry.getKey());
      }
    }
    for (Map.Entry<ServiceContainer, Long> one : deadlines.entrySet()) {
      one.getKey().awaitReady(one.getValue());
    }
    return started;
  }

  String network() {
    return name;
  }

  void addReader(OutputSink reader) {
    containers.values().forEach(container -> container.log().addReader(reader));
  }

  void removeReader(OutputSink reader) {
    containers.values().forEach(container -> container.log().removeReader(reader));
  }

  /** Calls when a service dies that is needed; at once if one has died already. */
  void onDeath(Runnable mourner) {
    mourners.add(mourner);
    if (death().isPresent()) {
      mourner.run();
    }
  }

  void noLonger(Runnable mourner) {
    mourners.remove(mourner);
  }

  Optional<RuntimeUnavailableException> death() {
    return containers.values().stream().flatMap(one -> one.death().stream()).findFirst();
  }

  private void mourn() {
    mourners.forEach(Runnable::run);
  }

  /** Ends the services at once, and removes them, soon. */
  void stop() {
    mourners.clear();
    List<String> ids = new ArrayList<>();
    for (ServiceContainer container : containers.values()) {
      String id = container.id();
      if (id != null) {
        ids.add(id);
      }
    }
    docker.cleaner().later(spec.buildId(), "services of " + place, () -> remove(ids));
  }

  private void remove(List<String> ids) {
    ids.forEach(id -> Containers.remove(docker.engine(), id));
    if (network != null) {
      quietly(() -> docker.engine().calls().removeNetworkCmd(name).exec());
    }
    volumes
        .values()
        .forEach(volume ->
            quietly(() -> docker.engine().calls().removeVolumeCmd(volume).exec()));
  }

  /** What is left is found by its labels. */
  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (DockerException e) {
      return;
    }
  }
}
