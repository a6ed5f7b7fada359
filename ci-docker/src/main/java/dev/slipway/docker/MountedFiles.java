package dev.slipway.docker;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import java.nio.file.Path;

/** A workspace that the engine sees where it is: containers change the files themselves. */
record MountedFiles(Path workspace) implements SessionFiles {
  @Override
  public Mount mount() {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(workspace.toAbsolutePath().normalize().toString())
        .withTarget(ContainerRecipe.WORKSPACE);
  }

  @Override
  public void fill(String container) {
    // they are there
  }

  @Override
  public void collect(String container) {
    // they have been changed where they are
  }

  @Override
  public void release() {
    // nothing was made
  }
}
