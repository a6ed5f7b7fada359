package dev.slipway.docker.workspace;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Deleting. */
final class Trees {
  private Trees() {}

  /** Deletes a file, or a directory with all that is in it. Links are not followed; what is not there is no error. */
  static void delete(Path path) throws IOException {
    Stat stat = Stat.of(path);
    if (stat != null && stat.kind() == Stat.Kind.DIRECTORY) {
      openUp(path, stat);
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }

  /** Lets its owner change what is in a directory. */
  static void openUp(Path directory, Stat stat) throws IOException {
    if (Modes.ofDirectory(stat.mode()) != stat.mode()) {
      Modes.set(directory, Modes.ofDirectory(stat.mode()));
    }
  }
}
