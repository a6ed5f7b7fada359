package dev.slipway.model;

import java.util.List;
import java.util.Objects;

/**
 * Files that a step produced, kept by content. Immutable; a record of it may be the output of a step.
 *
 * @param name the name the producing step gave it
 * @param digest {@code sha256:} and 64 hexadecimal digits over paths, modes and contents of all files
 * @param files the files, ordered by path
 * @since 0.1
 */
public record Artifact(String name, String digest, List<Entry> files) {

  /**
   * Makes an artifact.
   *
   * @throws NullPointerException if a part is null
   */
  public Artifact {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(digest, "digest");
    files = List.copyOf(files);
  }

  /** Returns the sum of the sizes of its files, in bytes. */
  public long size() {
    return files.stream().mapToLong(Entry::size).sum();
  }

  /**
   * One file of an artifact.
   *
   * @param path path from the root of the workspace, with {@code /}
   * @param digest {@code sha256:} and 64 hexadecimal digits of its content
   * @param size in bytes
   * @param executable whether its owner may run it
   */
  public record Entry(String path, String digest, long size, boolean executable) {
    /**
     * Makes an entry.
     *
     * @throws NullPointerException if a part is null
     */
    public Entry {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(digest, "digest");
    }
  }
}
