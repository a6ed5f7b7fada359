package dev.slipway.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Directories of a workspace, found without ever leaving it by a link. */
final class Trees {
  private Trees() {}

  /** Returns a directory of a workspace, and makes what is missing of it. */
  static Path make(Path workspace, String path) throws IOException {
    Path root = Files.createDirectories(workspace).toRealPath();
    Path at = root;
    for (Path name : at.getFileSystem().getPath(path)) {
      at = at.resolve(name);
      try {
        Files.createDirectory(at);
      } catch (FileAlreadyExistsException fine) {
        requireOwn(at);
      }
    }
    return at;
  }

  /** Returns a directory of a workspace. */
  static Path existing(Path workspace, String path) throws IOException {
    Path at = workspace.toRealPath();
    for (Path name : at.getFileSystem().getPath(path)) {
      at = at.resolve(name);
      if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(at.toString());
      }
      requireOwn(at);
    }
    return at;
  }

  private static void requireOwn(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      throw new FileSystemException(directory.toString(), null, "it is a link, not a directory");
    }
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
  }

  static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findFirst().isEmpty();
    }
  }
}
