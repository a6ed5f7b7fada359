package dev.slipway.docker;

/**
 * How containers get the files of a build.
 *
 * @since 0.1
 */
public enum WorkspaceMode {
  /**
   * A mount where the engine sees the workspace and the commands run as the user who runs the build, a copy elsewhere. The
   * engine is asked, once for each tree of directories such as {@code /home}: an address tells nothing, because a socket may
   * be forwarded and a TCP port may be on this machine.
   */
  AUTO,

  /** The workspace itself is mounted, always. What commands write as another user belongs to that user. */
  MOUNT,

  /**
   * Each step works on a copy in a volume of the engine, and what it changed is merged when it ends. Two steps at the same time
   * that change one path are an error that names both.
   *
   * <p>Files, directories, symbolic links, permissions of owner, group and others, and times in whole seconds go there and
   * back. Pipes, sockets and devices do not leave the volume, another name of a file (a hard link) becomes a file, and what comes back
   * belongs to the user who runs the build.
   */
  COPY
}
