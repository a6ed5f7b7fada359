package dev.slipway.docker.workspace;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of a workspace on this machine. Links are never followed. Thread-safe. */
final class LocalTree {
  /** Stands for bytes of a name that are no UTF-8. */
  private static final char NO_LETTER = '\uFFFD';

  private final Path root;
  private final Hashes hashes;

  LocalTree(Path root, Hashes hashes) {
    this.root = root.toAbsolutePath().normalize();
    this.hashes = hashes;
  }

  Path root() {
    return root;
  }

  Hashes hashes() {
    return hashes;
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  /** Returns all files, directories and links. Pipes, sockets and devices are left out. */
  NavigableMap<String, Stat> look() throws InterruptedException {
    NavigableMap<String, Stat> found = new TreeMap<>();
    try {
      look(root, "", found);
    } catch (IOException e) {
      throw failed("the files in it cannot be listed", e);
    } catch (DirectoryIteratorException e) {
      throw failed("the files in it cannot be listed", e);
    }
    return found;
  }

  private void look(Path directory, String prefix, NavigableMap<String, Stat> found)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while the workspace was looked at");
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        String name = prefix + child.getFileName();
        Stat stat = Stat.of(child);
        if (stat == null || stat.kind() == Stat.Kind.OTHER) {
          continue;
        }
        requireLetters(name);
        found.put(name, stat);
        if (stat.kind() == Stat.Kind.DIRECTORY) {
          look(child, name + "/", found);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      if (prefix.isEmpty()) {
        throw e;
      }
      // something else removes it at this moment
      found.remove(prefix.substring(0, prefix.length() - 1));
    }
  }

  /** Returns what is at a path now; null if there is nothing, or if a directory on the way to it is none. */
  @Nullable
  Entry entry(String relative) throws IOException {
    for (String parent = Manifest.parent(relative);
        parent != null;
        parent = Manifest.parent(parent)) {
      Stat stat = Stat.of(path(parent));
      if (stat == null || stat.kind() != Stat.Kind.DIRECTORY) {
        return null;
      }
    }
    Path path = path(relative);
    Stat stat = Stat.of(path);
    if (stat == null) {
      return null;
    }
    return switch (stat.kind()) {
      case DIRECTORY -> new Entry.Directory(stat.mode());
      case LINK -> new Entry.Link(target(path));
      case FILE -> new Entry.File(stat.mode(), stat.size(), stat.seconds(), hashes.of(path, stat));
      case OTHER -> null;
    };
  }

  /** Returns where a link points, spelt as this machine would make it again. */
  static String target(Path link) throws IOException {
    return spelt(Files.readSymbolicLink(link).toString());
  }

  /**
   * Returns a target of a link as this machine would make it: without a slash at its end or two in a row.
   *
   * @throws InvalidPathException if it is none
   */
  static String spelt(String target) {
    return Path.of(target).toString();
  }

  RuntimeUnavailableException failed(String found, Exception e) {
    return new RuntimeUnavailableException(
        new Problem(
            "workspace " + root,
            found + ": " + e,
            "files that the user who runs the build can read and write",
            "look at their owners and permissions, and at the space on the disk"),
        e);
  }

  private void requireLetters(String name) {
    if (name.indexOf(NO_LETTER) >= 0) {
      throw new RuntimeUnavailableException(
          new Problem(
              "workspace " + root,
              "the name of '" + name + "' has bytes that are no UTF-8",
              "names in UTF-8, and a Java virtual machine that runs with LC_ALL=C.UTF-8 or alike",
              "rename the file, or set the locale"),
          null);
    }
  }
}
