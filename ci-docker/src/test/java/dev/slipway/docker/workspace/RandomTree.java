package dev.slipway.docker.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes and changes trees of files, the same for the same seed. */
final class RandomTree {
  private static final int[] FILE_MODES = {0644, 0755, 0600, 0444, 0400, 0777};
  private static final int[] DIRECTORY_MODES = {0755, 0700, 0775, 0777};
  private static final List<String> TARGETS =
      List.of("plain", "../x", "/usr/bin/env", "no such", "ü/ä", "x".repeat(150), ".", "..");

  private final Random random;
  private int count;

  RandomTree(long seed) {
    this.random = new Random(seed);
  }

  void make(Path root, int files) throws IOException {
    for (int i = 0; i < files; i++) {
      add(root);
    }
  }

  /** Adds, changes, touches, replaces and removes. */
  void change(Path root, int changes) throws IOException {
    for (int i = 0; i < changes; i++) {
      List<Path> all = all(root);
      Path some = all.isEmpty() ? root : all.get(random.nextInt(all.size()));
      switch (all.isEmpty() ? 0 : random.nextInt(6)) {
        case 0 -> add(root);
        case 1 -> Trees.delete(some);
        case 2 -> {
          Trees.delete(some);
          put(some);
        }
        case 3 -> {
          if (Files.isRegularFile(some, LinkOption.NOFOLLOW_LINKS)) {
            Files.setLastModifiedTime(some, someTime());
          }
        }
        case 4 -> {
          if (!Files.isSymbolicLink(some)) {
            Modes.set(some, mode(Files.isDirectory(some)));
          }
        }
        default -> {
          if (Files.isRegularFile(some, LinkOption.NOFOLLOW_LINKS)) {
            FileTime before = Files.getLastModifiedTime(some);
            byte[] content = Files.readAllBytes(some);
            random.nextBytes(content);
            Modes.set(some, 0644);
            Files.write(some, content);
            // nothing but the content tells
            Files.setLastModifiedTime(some, before);
          }
        }
      }
    }
  }

  private void add(Path root) throws IOException {
    List<Path> directories = new ArrayList<>(all(root).stream()
        .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
        .toList());
    directories.add(root);
    Path parent = directories.get(random.nextInt(directories.size()));
    List<String> names = TreeDirectory.oddNames();
    String name = names.get(random.nextInt(names.size()));
    Path path = parent.resolve(
        random.nextBoolean() ? name : name.substring(0, Math.min(name.length(), 90)) + count++);
    if (Stat.of(path) == null && path.toString().length() < 3000) {
      put(path);
    }
  }

  private void put(Path path) throws IOException {
    int kind = random.nextInt(10);
    if (kind == 0) {
      Files.createSymbolicLink(path, Path.of(TARGETS.get(random.nextInt(TARGETS.size()))));
    } else if (kind < 4) {
      Files.createDirectory(path);
      Modes.set(path, mode(true));
    } else {
      byte[] content = new byte[random.nextInt(20) == 0 ? 200_000 : random.nextInt(2000)];
      random.nextBytes(content);
      Files.write(path, content);
      Files.setLastModifiedTime(path, someTime());
      Modes.set(path, mode(false));
    }
  }

  private int mode(boolean directory) {
    int[] modes = directory ? DIRECTORY_MODES : FILE_MODES;
    return modes[random.nextInt(modes.length)];
  }

  private FileTime someTime() {
    return FileTime.from(1_500_000_000L + random.nextInt(100_000_000), TimeUnit.SECONDS);
  }

  private static List<Path> all(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> all = new ArrayList<>(files.filter(file -> !file.equals(root)).toList());
      Collections.sort(all);
      return all;
    }
  }
}
