package dev.slipway.docker;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.nio.file.Path;

/** The directory of the build itself, which the engine sees. */
final class MountedFiles implements SessionFiles {
  private final Path workspace;
  private final String target;

  MountedFiles(Path workspace, String target) {
    this.workspace = workspace;
    this.target = target;
  }

  @Override
  public Mount mount() {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(workspace.toAbsolutePath().normalize().toString())
        .withTarget(target);
  }

  @Override
  public void fill(String container) {}

  @Override
  public void collect(String container) {}

  @Override
  public void release() {}
}
