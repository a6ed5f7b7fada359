package dev.slipway.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one permission bit that artifacts keep, where the file system has it. */
final class Modes {
  private Modes() {}

  static boolean isExecutable(Path file) throws IOException {
    PosixFileAttributeView view = view(file);
    return view != null
        && view.readAttributes().permissions().contains(PosixFilePermission.OWNER_EXECUTE);
  }

  /** Lets those run a file who may read it, or nobody. */
  static void executable(Path file, boolean executable) throws IOException {
    PosixFileAttributeView view = view(file);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> old = view.readAttributes().permissions();
    Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
    all.addAll(old);
    adapt(all, executable, PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);
    adapt(all, executable, PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE);
    adapt(all, executable, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
    if (!all.equals(old)) {
      Files.setPosixFilePermissions(file, all);
    }
  }

  private static void adapt(
      Set<PosixFilePermission> all,
      boolean executable,
      PosixFilePermission read,
      PosixFilePermission execute) {
    if (executable && all.contains(read)) {
      all.add(execute);
    } else {
      all.remove(execute);
    }
  }

  private static @Nullable PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
