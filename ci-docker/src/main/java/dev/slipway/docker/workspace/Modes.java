package dev.slipway.docker.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permissions as the numbers of archives. */
final class Modes {
  /** Read, write and execute of owner, group and others; what else there is would give away rights. */
  static final int ALL = 0777;

  /** What a file or directory gets that comes from a file system without permissions. */
  static final int WITHOUT_MODES = 0755;

  private static final int OWNER_READS = 0400;
  private static final int OWNER_DOES_ALL = 0700;
  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  private Modes() {}

  /** Returns the permissions of a file that its owner can read. */
  static int ofFile(int mode) {
    return (mode & ALL) | OWNER_READS;
  }

  /** Returns the permissions of a directory of which its owner can delete what is in it. */
  static int ofDirectory(int mode) {
    return (mode & ALL) | OWNER_DOES_ALL;
  }

  /** Sets the permissions of a file or directory, which is no link, where the file system has them. */
  static void set(Path path, int mode) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      for (int bit = 0; bit < BITS.length; bit++) {
        if ((mode & (1 << bit)) != 0) {
          permissions.add(BITS[bit]);
        }
      }
      Files.setPosixFilePermissions(path, permissions);
    }
  }
}
