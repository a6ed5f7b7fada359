package dev.slipway.docker;

import dev.slipway.docker.workspace.BuildWorkspace;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Decides how the containers of a runtime get the files of a build. Thread-safe. */
final class Workspaces {
  private final Engine engine;
  private final WorkspaceMode mode;
  private final Tenant tenant;
  private final Time time;
  private final SharedDirectories shared;
  private final Map<String, BuildCopies> builds = new ConcurrentHashMap<>();

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
      case AUTO -> tenant.isForeign(userOf(spec)) || !isSeen(spec, imageOf(spec));
    };
  }

  private static String imageOf(SessionSpec spec) {
    return Objects.requireNonNull(spec.image()).name();
  }

  /** Returns the user and group of the commands, or empty for those of the image. */
  private String userOf(SessionSpec spec) {
    String own = spec.execution().container().user();
    return own == null ? tenant.user() : own;
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

  /** Removes the copies of a build that wait for a next step. */
  void forget(String build) {
    BuildCopies copies = builds.remove(build);
    if (copies != null) {
      copies.close();
    }
  }

  /** Removes all copies. */
  void close() {
    List<String> all = new ArrayList<>(builds.keySet());
    all.forEach(this::forget);
  }
}
