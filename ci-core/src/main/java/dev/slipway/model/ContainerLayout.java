package dev.slipway.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the command of a container is started, and what the container sees beside the files of its image and the workspace. Set by the
 * methods of {@link ContainerOptions}. Immutable.
 *
 * @param asImageSays whether the command is what the entry point of the image gets, in the directory and as the user of the image
 * @param entryPoint what takes the place of the entry point of the image; empty for that of the image
 * @param directory where it starts; null for the directory of the image
 * @param hostname its host name; null for one that the engine makes up
 * @param mounts directories of the workspace by the paths at which they are seen in addition
 * @param volumes names of volumes of the build by the paths at which they are seen
 * @since 0.1
 */
public record ContainerLayout(
    boolean asImageSays,
    List<String> entryPoint,
    @Nullable String directory,
    @Nullable String hostname,
    Map<String, Mount> mounts,
    Map<String, String> volumes) {
  static final ContainerLayout PLAIN =
      new ContainerLayout(false, List.of(), null, null, Map.of(), Map.of());

  /** Makes a layout. */
  public ContainerLayout {
    entryPoint = List.copyOf(entryPoint);
    mounts = Map.copyOf(mounts);
    volumes = Map.copyOf(volumes);
  }

  ContainerLayout withImageStart() {
    return new ContainerLayout(true, entryPoint, directory, hostname, mounts, volumes);
  }

  ContainerLayout withEntryPoint(List<String> argv) {
    return new ContainerLayout(asImageSays, argv, directory, hostname, mounts, volumes);
  }

  ContainerLayout withDirectory(String path) {
    Objects.requireNonNull(path, "path");
    return new ContainerLayout(asImageSays, entryPoint, path, hostname, mounts, volumes);
  }

  ContainerLayout withHostname(String name) {
    Objects.requireNonNull(name, "name");
    return new ContainerLayout(asImageSays, entryPoint, directory, name, mounts, volumes);
  }

  ContainerLayout withMount(String path, Mount mount) {
    Map<String, Mount> all = new LinkedHashMap<>(mounts);
    all.put(Objects.requireNonNull(path, "path"), mount);
    return new ContainerLayout(asImageSays, entryPoint, directory, hostname, all, volumes);
  }

  ContainerLayout withVolume(String path, String name) {
    Map<String, String> all = new LinkedHashMap<>(volumes);
    all.put(Objects.requireNonNull(path, "path"), Objects.requireNonNull(name, "name"));
    return new ContainerLayout(asImageSays, entryPoint, directory, hostname, mounts, all);
  }

  /** Returns whether nothing is said of how the command starts. */
  boolean startsPlainly() {
    return !asImageSays && entryPoint.isEmpty() && directory == null;
  }

  /**
   * A directory of the workspace.
   *
   * @param directory from the root of the workspace; {@code .} for all of it
   * @param readOnly whether its files cannot be changed
   */
  public record Mount(String directory, boolean readOnly) {
    /** Makes a mount. */
    public Mount {
      Objects.requireNonNull(directory, "directory");
    }
  }
}
