package dev.slipway.model;

import java.util.List;
import java.util.Objects;

/**
 * A directory of the workspace that is kept between builds, such as a local Maven repository. Before the step it is brought back
 * by its key, which is made of the files that {@link #keyedBy} names; if there is none of this key, the one that was kept last is
 * taken. After the step has succeeded it is kept, unless there is one of its key.
 *
 * <p>A directory that has files in it already, because an earlier step of the build made it, is left as it is. A cache belongs to
 * its pipeline. What a build that is not trusted keeps is never read by a trusted one. A cache in which a secret of the build is
 * found is not kept. Immutable.
 *
 * @param name what people call it
 * @param path the directory, as a path from the root of the workspace
 * @param keyedBy paths or glob patterns of the files that make its key; a directory means all below it, and <code>**&#47;</code>
 *     also stands for no directory at all
 * @since 0.1
 */
public record Cache(String name, String path, List<String> keyedBy) {

  /**
   * Makes a cache.
   *
   * @throws NullPointerException if a part is null
   */
  public Cache {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(path, "path");
    keyedBy = List.copyOf(keyedBy);
  }

  /** Returns a cache of a directory. It needs a key: see {@link #keyedBy(String, String...)}. */
  public static Cache of(String name, String path) {
    return new Cache(name, path, List.of());
  }

  /** Returns a copy whose key changes when one of these files does. */
  public Cache keyedBy(String first, String... more) {
    return new Cache(name, path, Lists.of("first", first, "more", more));
  }
}
