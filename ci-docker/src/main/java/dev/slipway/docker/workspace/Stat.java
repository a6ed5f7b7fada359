package dev.slipway.docker.workspace;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file system tells about a path without following it. Two that are equal mean a file that was not changed, if it was
 * not looked at right after its last change.
 *
 * @param changed when content or attributes were changed; the content alone where the system knows no more
 * @param identity the number of the file, so that one that took the place of another is noticed
 */
record Stat(Kind kind, int mode, long size, FileTime modified, FileTime changed, String identity) {
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  private static final int TYPE = 0170000;
  private static final int FILE_TYPE = 0100000;
  private static final int DIRECTORY_TYPE = 0040000;
  private static final int LINK_TYPE = 0120000;
  private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino";

  /** Returns null if there is nothing. */
  static @Nullable Stat of(Path path) throws IOException {
    try {
      return path.getFileSystem().supportedFileAttributeViews().contains("unix")
          ? unix(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS))
          : basic(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return null;
    } catch (FileSystemException e) {
      if (isBelowFile(path)) {
        return null;
      }
      throw e;
    }
  }

  /** The system has no exception of its own for a path that leads through a file. */
  private static boolean isBelowFile(Path path) {
    Path parent = path.getParent();
    while (parent != null && !Files.exists(parent, LinkOption.NOFOLLOW_LINKS)) {
      parent = parent.getParent();
    }
    return parent != null && !Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS);
  }

  long seconds() {
    return modified.to(TimeUnit.SECONDS);
  }

  private static Stat unix(Map<String, Object> found) {
    int mode = (Integer) present(found, "mode");
    Kind kind = switch (mode & TYPE) {
      case FILE_TYPE -> Kind.FILE;
      case DIRECTORY_TYPE -> Kind.DIRECTORY;
      case LINK_TYPE -> Kind.LINK;
      default -> Kind.OTHER;
    };
    return new Stat(
        kind,
        mode & Modes.ALL,
        (Long) present(found, "size"),
        (FileTime) present(found, "lastModifiedTime"),
        (FileTime) present(found, "ctime"),
        present(found, "ino").toString());
  }

  private static Object present(Map<String, Object> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  private static Stat basic(BasicFileAttributes found) {
    Kind kind = found.isRegularFile()
        ? Kind.FILE
        : found.isDirectory() ? Kind.DIRECTORY : found.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    return new Stat(
        kind,
        Modes.WITHOUT_MODES,
        found.size(),
        found.lastModifiedTime(),
        found.lastModifiedTime(),
        "");
  }
}
