package dev.slipway.artifact;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the files of a workspace that a path or a glob pattern names, without ever leaving the workspace. */
final class Selection {
  private static final String META = "*?[{\\";

  private final Path root;
  private final List<Match> matches = new ArrayList<>();

  private Selection(Path root) {
    this.root = root;
  }

  static List<Match> of(Path workspace, String glob) throws IOException {
    if (!Files.isDirectory(workspace)) {
      return List.of();
    }
    Selection selection = new Selection(workspace.toRealPath());
    selection.find(glob);
    return selection.matches;
  }

  private void find(String declared) throws IOException {
    if (declared.startsWith("/") || List.of(declared.split("/")).contains("..")) {
      throw new FileSystemException(declared, null, "a path that leads out of the workspace");
    }
    String glob = plain(declared);
    Optional<Path> literal = literal(glob);
    if (literal.isPresent()) {
      take(glob, literal.get());
      return;
    }
    int meta = 0;
    while (meta < glob.length() && META.indexOf(glob.charAt(meta)) < 0) {
      meta++;
    }
    if (meta < glob.length()) {
      String above = glob.substring(0, glob.lastIndexOf('/', meta) + 1);
      PathMatcher matcher = matcher(glob);
      Optional<Path> start = literal(plain(above)).filter(Files::isDirectory).flatMap(this::inside);
      if (start.isPresent()) {
        Files.walkFileTree(start.get(), new Walk(above, start.get(), matcher));
      }
    }
  }

  /** Returns what is at a path, its parent resolved, if something is there and no link on the way leads out. */
  private Optional<Path> literal(String path) {
    if (path.isEmpty()) {
      return Optional.of(root);
    }
    try {
      Path file = root.resolve(path);
      return Optional.ofNullable(file.getParent())
          .flatMap(this::inside)
          .map(parent -> parent.resolve(file.getFileName()))
          .filter(found -> Files.exists(found, LinkOption.NOFOLLOW_LINKS));
    } catch (InvalidPathException onlyAPattern) {
      return Optional.empty();
    }
  }

  private void take(String path, Path file) throws IOException {
    if (!Files.isDirectory(file)) {
      add(path, file);
      return;
    }
    Optional<Path> start = inside(file);
    if (start.isPresent()) {
      String above = path.isEmpty() ? "" : path + "/";
      Files.walkFileTree(start.get(), new Walk(above, start.get(), anything -> true));
    }
  }

  private void add(String path, Path file) throws IOException {
    if (!Restoring.isHalf(file)) {
      matches.add(new Match(path, file, root));
    }
  }

  private Optional<Path> inside(Path path) {
    return resolved(path, root);
  }

  /** Follows all links; empty if they lead nowhere or out of the root. */
  private static Optional<Path> resolved(Path path, Path root) {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    try {
      return Optional.of(path.toRealPath()).filter(real -> real.startsWith(root));
    } catch (IOException goneMeanwhile) {
      return Optional.empty();
    }
  }

  private static String plain(String glob) {
    return Arrays.stream(glob.split("/"))
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .collect(Collectors.joining("/"));
  }

  private PathMatcher matcher(String glob) throws IOException {
    try {
      return root.getFileSystem().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      FileSystemException failure =
          new FileSystemException(glob, null, "not a glob pattern, " + e.getDescription());
      failure.initCause(e);
      throw failure;
    }
  }

  /**
   * A file or link that was named.
   *
   * @param path its path from the root of the workspace, with {@code /}
   * @param file where it is; no directory above it is a link
   * @param root the workspace, without links
   */
  record Match(String path, Path file, Path root) {
    /** Returns the regular file with its content, if there is one within the workspace. */
    Optional<Path> content() {
      return resolved(file, root)
          .filter(real -> Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS));
    }
  }

  /** Collects what matches; a directory that matches takes in all below it. */
  private final class Walk extends SimpleFileVisitor<Path> {
    private final String above;
    private final Path start;
    private final PathMatcher matcher;
    private @Nullable Path taken;

    Walk(String above, Path start, PathMatcher matcher) {
      this.above = above;
      this.start = start;
      this.matcher = matcher;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (taken == null && !directory.equals(start) && matcher.matches(named(directory))) {
        taken = directory;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path named = named(file);
      if (taken != null || matcher.matches(named)) {
        add(named.toString().replace(root.getFileSystem().getSeparator(), "/"), file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (directory.equals(taken)) {
        taken = null;
      }
      return super.postVisitDirectory(directory, e);
    }

    /** The path from the workspace; a name that text cannot hold would come back as another one. */
    private Path named(Path file) throws IOException {
      Path below = start.relativize(file);
      try {
        if (root.getFileSystem().getPath(below.toString()).equals(below)) {
          return root.getFileSystem().getPath(above + below);
        }
      } catch (InvalidPathException notOfThisEncoding) {
        throw unspeakable(file, notOfThisEncoding);
      }
      throw unspeakable(file, null);
    }

    private IOException unspeakable(Path file, @Nullable Throwable cause) {
      FileSystemException failure = new FileSystemException(
          file.toString(), null, "a name that is not text in the encoding of this Java process");
      failure.initCause(cause);
      return failure;
    }
  }
}
