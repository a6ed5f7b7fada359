package dev.slipway.docker;

import dev.slipway.docker.workspace.TreeDirectory;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A source of many files, of which each tenth has an odd name, each seventh other permissions and each twentieth is a link. */
final class BigTree implements Source {
  private static final long LONG_AGO = 1_600_000_000;
  private static final List<String> MODES =
      List.of("rwxr-xr-x", "rw-------", "r--r--r--", "rwxrwxrwx");
  private final int files;

  BigTree(int files) {
    this.files = files;
  }

  @Override
  public String description() {
    return "a tree of " + files + " files";
  }

  @Override
  public Revision resolve() throws InterruptedException {
    return Source.none().resolve();
  }

  @Override
  public void checkout(Revision revision, Path directory) {
    try {
      make(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void make(Path directory) throws IOException {
    List<String> odd = TreeDirectory.oddNames();
    for (int i = 0; i < files; i++) {
      Path parent = directory.resolve("part" + i % 5).resolve("dir " + i % 50);
      Files.createDirectories(parent);
      Path file =
          parent.resolve(i % 10 == 0 ? i + odd.get(i / 10 % odd.size()) : "file" + i + ".txt");
      if (i % 20 == 7) {
        Files.createSymbolicLink(
            file, Path.of(i % 40 == 7 ? "../dir 1/file1.txt" : "/etc/nowhere"));
        continue;
      }
      Files.writeString(file, ("content of " + i + "\n").repeat(i % 100));
      Files.setLastModifiedTime(file, FileTime.fromMillis((LONG_AGO + i) * 1000));
      if (i % 7 == 3) {
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(MODES.get(i / 7 % MODES.size())));
      }
    }
    Files.createDirectories(directory.resolve("empty/deep/er"));
    Files.setPosixFilePermissions(
        directory.resolve("empty/deep"), PosixFilePermissions.fromString("rwx------"));
  }

  /** Returns what is in a directory, without the times of what was just written. */
  static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>(new TreeDirectory(directory).contents());
    contents.replaceAll((path, told) -> told.replaceAll(" at 1[7-9][0-9]{8}", " lately"));
    return contents;
  }

  /** Returns the first paths at which two trees are not the same. */
  static List<String> differences(Map<String, String> one, Map<String, String> other) {
    Set<String> paths = new TreeSet<>(one.keySet());
    paths.addAll(other.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(one.get(path), other.get(path)))
        .limit(10)
        .map(path -> path + ": " + one.get(path) + " / " + other.get(path))
        .toList();
  }
}
