package dev.slipway.artifact;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import dev.slipway.model.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the files of one artifact into one workspace. */
final class Restoring {
  private static final String HALF = ".slipway-";
  private static final String HALF_END = ".part";

  private final String place;
  private final Path workspace;
  private final Map<Path, Path> parents = new HashMap<>();
  private @Nullable Path root;

  Restoring(String place, Path workspace) {
    this.place = place;
    this.workspace = workspace;
  }

  /** Whether a file is one that was only half restored when a process died. */
  static boolean isHalf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(HALF) && name.endsWith(HALF_END);
  }

  void check(Artifact.Entry file) {
    List<String> names = List.of(file.path().split("/", -1));
    if (names.contains("") || names.contains(".") || names.contains("..")) {
      throw refused(file, "its path leads elsewhere", null);
    }
    try {
      if (workspace.getFileSystem().getPath(file.path()).getNameCount() != names.size()) {
        throw refused(file, "its path leads elsewhere", null);
      }
    } catch (InvalidPathException e) {
      throw refused(file, "its path is none on this system: " + e.getReason(), e);
    }
  }

  void write(Artifact.Entry file, Path content) {
    try {
      Path target = target(file);
      if (!isThere(file, target)) {
        copy(file, content, target);
      }
    } catch (IOException e) {
      throw new ArtifactException(
          new Problem(
              place + ", file '" + file.path() + "'",
              "it cannot be written to " + workspace + ": " + IoTexts.of(e),
              "a workspace with room that this user can write to",
              "make room, or mend the permissions or what is in the way"),
          e);
    }
  }

  /** Whether the file is there with this content; only its mode may have to change. */
  private static boolean isThere(Artifact.Entry file, Path target) throws IOException {
    boolean same = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        && Files.size(target) == file.size()
        && Digests.of(target).equals(file.digest());
    if (same && Modes.isExecutable(target) != file.executable()) {
      Modes.executable(target, file.executable());
    }
    return same;
  }

  private void copy(Artifact.Entry file, Path content, Path target) throws IOException {
    Path half = target.resolveSibling(HALF + UUID.randomUUID() + HALF_END);
    try {
      String digest;
      try (InputStream in = Files.newInputStream(content);
          OutputStream out = Files.newOutputStream(
              half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        digest = Digests.copy(in, out);
      }
      if (!digest.equals(file.digest())) {
        throw new IOException(
            "the stored content is damaged, " + content + " has the digest " + digest);
      }
      if (file.executable()) {
        Modes.executable(half, true);
      }
      Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private Path target(Artifact.Entry file) throws IOException {
    Path relative = workspace.getFileSystem().getPath(file.path());
    Path parent = relative.getParent();
    if (root == null) {
      root = Files.createDirectories(workspace).toRealPath();
    }
    Path real = parent == null ? root : directory(root, parent, file);
    return real.resolve(relative.getFileName());
  }

  /** Returns a directory of the workspace without links in it, and makes what is missing. */
  private Path directory(Path base, Path relative, Artifact.Entry file) throws IOException {
    Path known = parents.get(relative);
    if (known != null) {
      return known;
    }
    Path above = relative.getParent() == null ? base : directory(base, relative.getParent(), file);
    Path directory = above.resolve(relative.getFileName());
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException fine) {
      if (!Files.isDirectory(directory)) {
        throw fine;
      }
    }
    Path real = directory.toRealPath();
    if (!real.startsWith(base)) {
      throw refused(file, "'" + relative + "' is a link that leads out of the workspace", null);
    }
    parents.put(relative, real);
    return real;
  }

  private ArtifactException refused(Artifact.Entry file, String found, @Nullable Exception e) {
    return new ArtifactException(
        new Problem(
            place + ", file '" + file.path() + "'",
            found,
            "a path within the workspace",
            "take the file only from a source that can be trusted"),
        e);
  }
}
