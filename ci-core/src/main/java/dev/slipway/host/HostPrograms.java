package dev.slipway.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds programs as the operating system would.
 *
 * @since 0.1
 */
public final class HostPrograms {
  /** Where programs are looked for that no variable of a user may change. */
  public static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private HostPrograms() {}

  /** Finds a program of the operating system. */
  public static Optional<Path> find(String name) {
    return candidates(name, DEFAULT_PATH, Path.of("/"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Finds a program on the {@code PATH} of this process. */
  public static Optional<Path> onPath(String name) {
    return candidates(
            name,
            System.getenv().getOrDefault("PATH", DEFAULT_PATH),
            Path.of("").toAbsolutePath())
        .filter(HostPrograms::isProgram)
        .findFirst();
  }

  /** Returns the files a name may mean that are there, first the one that counts; executable or not. */
  public static List<Path> existing(String name, String searchPath, Path directory) {
    return candidates(name, searchPath, directory).filter(Files::exists).toList();
  }

  /** Returns whether a file can be run. */
  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static Stream<Path> candidates(String name, String searchPath, Path directory) {
    if (name.contains("/")) {
      return Stream.of(directory.resolve(name));
    }
    return Stream.of(searchPath.split(":", -1))
        .map(entry -> directory.resolve(entry).resolve(name));
  }
}
