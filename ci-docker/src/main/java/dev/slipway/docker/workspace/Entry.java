package dev.slipway.docker.workspace;

import org.jspecify.annotations.Nullable;

/** What lies at a path of a workspace or of a copy of it. */
sealed interface Entry {

  /**
   * A regular file.
   *
   * @param mode the permissions, without the bits that would give a program the rights of another user
   * @param seconds the time of its last change since 1970; archives of engines tell no more
   * @param sha256 its content
   */
  record File(int mode, long size, long seconds, String sha256) implements Entry {
    boolean hasContentOf(@Nullable Entry other) {
      return other instanceof File file && file.sha256.equals(sha256);
    }
  }

  /** A directory. Its time is not kept: each file that is written to it changes it. */
  record Directory(int mode) implements Entry {}

  /** A symbolic link, wherever it points. */
  record Link(String target) implements Entry {}

  /** Returns whether two entries are the same but for the time of their last change. */
  static boolean same(@Nullable Entry one, @Nullable Entry other) {
    if (one instanceof File a && other instanceof File b) {
      return a.mode == b.mode && a.sha256.equals(b.sha256);
    }
    return one == null ? other == null : one.equals(other);
  }
}
