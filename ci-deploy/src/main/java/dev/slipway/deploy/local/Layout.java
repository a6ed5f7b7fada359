package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where things lie in the directory of a target: {@code releases/N} with the files, the release itself and a working directory,
 * {@code logs/N.log}, {@code running/N}, {@code serving}, and {@code fence}. A copy of a release that rehearses has {@code N-rehearsal} in place of {@code N}.
 */
final class Layout {
  private final Path root;

  Layout(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  void create() throws IOException {
    for (String name : List.of("releases", "logs", "running")) {
      Files.createDirectories(root.resolve(name));
    }
  }

  Path files(int number) {
    return release(number).resolve("files");
  }

  Path work(int number) {
    return release(number).resolve("work");
  }

  Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  Path running(String process) {
    return root.resolve("running").resolve(process);
  }

  Path serving() {
    return root.resolve("serving");
  }

  Path fence() {
    return root.resolve("fence");
  }

  /** Returns the highest fencing token that was noted; 0 if none was. */
  long highestToken() throws IOException {
    return Files.exists(fence()) ? Long.parseLong(Files.readString(fence()).strip()) : 0;
  }

  Path lock() {
    return root.resolve("lock");
  }

  /** Puts a release in place under another name first, so that a release that is there is whole. */
  void place(Release release, ReleaseFiles files) throws IOException {
    place(release, files, all -> {});
  }

  /** Something that is done to the files of a release before they are in place. */
  interface Preparation {
    void of(Path files) throws IOException;
  }

  /** Does the same, with something added to the files. */
  void place(Release release, ReleaseFiles files, Preparation preparation) throws IOException {
    Path half = root.resolve("releases").resolve(release.number() + ".new");
    delete(half);
    for (Artifact.Entry entry : files.artifact().files()) {
      Path to = half.resolve("files").resolve(entry.path()).normalize();
      if (!to.startsWith(half)) {
        throw new IOException("the artifact has a file outside of itself: " + entry.path());
      }
      Files.createDirectories(to.getParent());
      // as new files of this user are, for a web server may be another one; the store has its own
      // for itself
      try (InputStream content = Files.newInputStream(files.content(entry))) {
        Files.copy(content, to, StandardCopyOption.REPLACE_EXISTING);
      }
      if (entry.executable() && !to.toFile().setExecutable(true, false)) {
        throw new IOException("cannot be made executable: " + to);
      }
    }
    Files.createDirectories(half.resolve("files"));
    preparation.of(half.resolve("files"));
    Files.createDirectories(half.resolve("work"));
    write(half.resolve("release.json"), release.toJson());
    delete(release(release.number()));
    Files.move(half, release(release.number()), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the release that lies under a number, if one does. */
  Optional<Release> placed(int number) throws IOException {
    try {
      return Optional.of(Release.ofJson(Files.readString(release(number).resolve("release.json"))));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  Set<Integer> kept() throws IOException {
    return names(root.resolve("releases"), "[1-9][0-9]{0,8}").stream()
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  Set<String> recordedAsRunning() throws IOException {
    return names(root.resolve("running"), "[1-9][0-9]{0,8}(-rehearsal)?");
  }

  List<Path> artifactFiles(int number) throws IOException {
    try (Stream<Path> all = Files.walk(files(number))) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  void remove(int number) throws IOException {
    delete(release(number));
  }

  /** Replaces a file as a whole. */
  void write(Path file, String text) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.createDirectories(file.getParent());
    Files.writeString(half, text);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path release(int number) {
    return root.resolve("releases").resolve(String.valueOf(number));
  }

  private static Set<String> names(Path directory, String pattern) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(p -> p.getFileName().toString())
          .filter(name -> name.matches(pattern))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** Returns what is told when something below the directory could not be done. */
  TargetException failed(String what, IOException e) {
    return new TargetException(
        new Problem(
            "local target " + root,
            what + ": " + e,
            "a directory with room that can be written",
            "mend the cause and try again"),
        e);
  }
}
