package dev.slipway.docker;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.ContainerLayout;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the containers of a session see beside the workspace: directories of it at further places, and volumes of the build. For one
 * thread.
 */
final class LayoutMounts {
  private final Docker docker;
  private final SessionSpec spec;

  LayoutMounts(Docker docker, SessionSpec spec) {
    this.docker = docker;
    this.spec = spec;
  }

  /**
   * Returns the mounts of one container.
   *
   * @throws RuntimeUnavailableException if the engine does not see the workspace, or a directory leads out of it
   */
  List<Mount> of(ContainerLayout layout) throws InterruptedException {
    List<Mount> mounts = new ArrayList<>();
    for (Map.Entry<String, ContainerLayout.Mount> entry :
        new TreeMap<>(layout.mounts()).entrySet()) {
      mounts.add(new Mount()
          .withType(MountType.BIND)
          .withSource(directory(entry.getValue().directory()).toString())
          .withTarget(entry.getKey())
          .withReadOnly(entry.getValue().readOnly()));
    }
    new TreeMap<>(layout.volumes())
        .forEach((path, name) -> mounts.add(new Mount()
            .withType(MountType.VOLUME)
            .withSource(docker.workspaces().volume(spec.buildId(), name))
            .withTarget(path)));
    return mounts;
  }

  private Path directory(String relative) throws InterruptedException {
    if (docker.workspaces().mustCopy(spec)) {
      throw problem(
          relative,
          "the containers of this build work on copies of the workspace",
          "an engine that sees the workspace where it is",
          "use the engine of this machine and no WorkspaceMode.COPY, or leave the mount out");
    }
    Path workspace = spec.workspace().toAbsolutePath().normalize();
    Path directory = workspace.resolve(relative).normalize();
    try {
      if (!existing(directory).toRealPath().startsWith(workspace.toRealPath())) {
        throw problem(
            relative, "it leads out of the workspace", "a directory in it", "correct the link");
      }
      return Files.createDirectories(directory).toRealPath();
    } catch (IOException e) {
      throw problem(
          relative,
          "it can be neither used nor made: " + e,
          "a directory of the workspace",
          "correct its name, or what is there");
    }
  }

  /** What is there may be a link, and what is made must not be beyond one. */
  private static Path existing(Path directory) {
    Path above = directory.getParent();
    return Files.exists(directory) || above == null ? directory : existing(above);
  }

  private RuntimeUnavailableException problem(
      String directory, String why, String expected, String remedy) {
    return new RuntimeUnavailableException(
        new Problem(
            "step '" + spec.step() + "'",
            "the mount of '" + directory + "': " + why,
            expected,
            remedy),
        null);
  }
}
