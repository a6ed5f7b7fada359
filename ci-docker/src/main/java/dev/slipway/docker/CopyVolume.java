package dev.slipway.docker;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.VolumeOptions;
import dev.slipway.docker.workspace.WorkspaceCopy;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A volume that holds a copy of the workspace. The engine packs and unpacks it by way of a container that has the volume and never
 * runs: that of a step may have a root that cannot be written, and is gone sooner. For one session at a time.
 */
final class CopyVolume {
  /** The directory in archives, and the place of the volume below the root of a container. */
  static final String DIRECTORY = "workspace";

  private final Engine engine;
  private final WorkspaceCopy copy;
  private final String name;
  private final String keeper;

  /** Makes a volume in which nothing is. If that fails, nothing is left. */
  CopyVolume(Engine engine, WorkspaceCopy copy, String image, Map<String, String> labels) {
    this.engine = engine;
    this.copy = copy;
    this.name = "slipway-" + UUID.randomUUID();
    engine.calls().createVolumeCmd().withName(name).withLabels(labels).exec();
    try {
      this.keeper = engine
          .calls()
          .createContainerCmd(image)
          .withEntrypoint("never")
          .withLabels(labels)
          .withHostConfig(HostConfig.newHostConfig().withMounts(List.of(mount())))
          .exec()
          .getId();
    } catch (RuntimeException e) {
      removeVolume();
      throw e;
    }
  }

  WorkspaceCopy copy() {
    return copy;
  }

  Mount mount() {
    return new Mount()
        .withType(MountType.VOLUME)
        .withSource(name)
        .withTarget("/" + DIRECTORY)
        .withVolumeOptions(new VolumeOptions().withNoCopy(true));
  }

  /** Unpacks an archive, whose only directory is that of the workspace, over what is there. */
  void unpack(InputStream archive) {
    engine
        .streams()
        .copyArchiveToContainerCmd(keeper)
        .withRemotePath("/")
        .withTarInputStream(archive)
        .exec();
  }

  /** Packs what is at a path in the workspace; all of it for an empty path. */
  InputStream pack(String path) {
    String place = path.isEmpty() ? "/" + DIRECTORY : "/" + DIRECTORY + "/" + path;
    return engine.streams().copyArchiveFromContainerCmd(keeper, place).exec();
  }

  /** Removes it with all that is in it; one that is gone is no error. */
  void remove() {
    try {
      Containers.remove(engine, keeper);
    } finally {
      removeVolume();
    }
  }

  private void removeVolume() {
    Volumes.remove(engine, name);
  }
}
