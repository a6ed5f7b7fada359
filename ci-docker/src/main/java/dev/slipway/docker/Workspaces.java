package dev.slipway.docker;

import dev.slipway.docker.workspace.BuildWorkspace;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Decides how the containers of a runtime get the files of a build. Thread-safe. */
final class Workspaces {
  private final Engine engine;
  private final WorkspaceMode mode;
  private final ContainerSettings settings;
  private final Time time;
  private final SharedDirectories shared;
  private final Map<String, BuildCopies> builds = new ConcurrentHashMap<>();

  Workspaces(Engine engine, WorkspaceMode mode, ContainerSettings settings, Time time) {
    this.engine = engine;
    this.mode = mode;
    this.settings = settings;
    this.time = time;
    this.shared = new SharedDirectories(engine);
  }

  /**
   * Returns the files of a session, of which nothing is on the engine yet.
   *
   * @param image the name of the image as the engine knows it
   * @param user the user and group of the commands, or empty for that of the image
   */
  SessionFiles files(SessionSpec spec, String image, String user) throws InterruptedException {
    if (!mustCopy(spec, image, user)) {
      return new MountedFiles(spec.workspace(), "/" + CopyVolume.DIRECTORY);
    }
    BuildCopies copies = builds.computeIfAbsent(
        spec.buildId(),
        build ->
            new BuildCopies(engine, settings.owner(), BuildWorkspace.at(spec.workspace(), time)));
    return new CopiedFiles(engine, copies, spec, image, user);
  }

  /** Returns whether a session works on a copy. */
  boolean mustCopy(SessionSpec spec, String image, String user) throws InterruptedException {
    return switch (mode) {
      case MOUNT -> false;
      case COPY -> true;
      case AUTO -> settings.isForeign(user) || !isSeen(spec, image);
    };
  }

  private boolean isSeen(SessionSpec spec, String image) throws InterruptedException {
    Map<String, String> labels = Map.of(
        Labels.BUILD, spec.buildId(), Labels.STEP, spec.step(), Labels.OWNER, settings.owner());
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
