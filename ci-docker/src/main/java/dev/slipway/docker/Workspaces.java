package dev.slipway.docker;

import com.github.dockerjava.api.exception.ConflictException;
import dev.slipway.docker.workspace.BuildWorkspace;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides how the containers of a runtime get the files of a build. Thread-safe. */
final class Workspaces {
  private static final Logger log = LoggerFactory.getLogger(Workspaces.class);

  private final Engine engine;
  private final WorkspaceMode mode;
  private final Tenant tenant;
  private final Time time;
  private final SharedDirectories shared;
  private final Map<String, BuildCopies> builds = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> volumes = new ConcurrentHashMap<>();

  Workspaces(Engine engine, WorkspaceMode mode, Tenant tenant, Time time) {
    this.engine = engine;
    this.mode = mode;
    this.tenant = tenant;
    this.time = time;
    this.shared = new SharedDirectories(engine);
  }

  /**
   * Returns the files of a session, of which nothing is on the engine yet.
   *
   * @param spec what for, with the name of the image as the engine knows it
   */
  SessionFiles files(SessionSpec spec) throws InterruptedException {
    if (!mustCopy(spec)) {
      return new MountedFiles(spec.workspace());
    }
    BuildCopies copies = builds.computeIfAbsent(
        spec.buildId(),
        build -> new BuildCopies(
            engine, tenant.owner().toString(), BuildWorkspace.at(spec.workspace(), time)));
    return new CopiedFiles(engine, copies, spec, imageOf(spec), userOf(spec));
  }

  /** Returns whether a session works on a copy. */
  boolean mustCopy(SessionSpec spec) throws InterruptedException {
    return switch (mode) {
      case MOUNT -> false;
      case COPY -> true;
      case AUTO -> leavesForeignFiles(spec) || !isSeen(spec, imageOf(spec));
    };
  }

  /** Who mounts directories wants what is written there, whoever it belongs to. */
  private boolean leavesForeignFiles(SessionSpec spec) {
    return spec.execution().container().layout().mounts().isEmpty()
        && spec.execution().services().values().stream()
            .allMatch(service -> service.container().layout().mounts().isEmpty())
        && tenant.isForeign(userOf(spec));
  }

  private static String imageOf(SessionSpec spec) {
    return Objects.requireNonNull(spec.image()).name();
  }

  /** Returns the user and group of the commands, or empty for those of the image. */
  private String userOf(SessionSpec spec) {
    String own = spec.execution().container().user();
    if (own != null) {
      return own;
    }
    return spec.execution().container().layout().asImageSays() ? "" : tenant.user();
  }

  private boolean isSeen(SessionSpec spec, String image) throws InterruptedException {
    Map<String, String> labels = Map.of(
        Labels.BUILD,
        spec.buildId(),
        Labels.STEP,
        spec.step(),
        Labels.OWNER,
        tenant.owner().toString());
    try {
      return shared.isSeen(spec.workspace(), image, labels);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw Containers.unavailable(
          "step '" + spec.step() + "'",
          "it could not be found out whether the engine sees the workspace " + spec.workspace(),
          engine,
          e);
    }
  }

  /** Returns a volume of a build, which is made when it is named first. The engine hands out the one that is there. */
  String volume(String build, String name) {
    String full = "slipway-" + build + "-" + name;
    volumes.computeIfAbsent(build, any -> ConcurrentHashMap.newKeySet()).add(full);
    engine
        .calls()
        .createVolumeCmd()
        .withName(full)
        .withLabels(Labels.of(build, tenant.owner()))
        .exec();
    return full;
  }

  /** Removes the volumes of a build, and the copies that wait for a next step. */
  void forget(String build) {
    for (String volume : Objects.requireNonNullElse(volumes.remove(build), Set.<String>of())) {
      try {
        Volumes.remove(engine, volume);
      } catch (ConflictException inUse) {
        log.debug("{} stays with the container that uses it", volume, inUse);
      }
    }
    BuildCopies copies = builds.remove(build);
    if (copies != null) {
      copies.close();
    }
  }

  /** Removes all copies. */
  void close() {
    Set<String> all = new HashSet<>(builds.keySet());
    all.addAll(volumes.keySet());
    all.forEach(this::forget);
  }
}
