package dev.slipway.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes directories and files that only their owner may read. */
final class OwnerOnly {
  private OwnerOnly() {}

  /** Makes a directory whose parent nobody else may enter. */
  static Path directory(Path directory) throws IOException {
    Path parent = directory.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory)) {
      if (parent != null && !Files.isDirectory(parent)) {
        Files.createDirectories(parent);
        restrict(parent, "rwx------");
      }
      Files.createDirectories(directory);
    }
    return directory;
  }

  static void restrict(Path path, String permissions) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }
}
