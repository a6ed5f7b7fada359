package dev.slipway.docker.context;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the files of a build context. */
final class ContextFiles {
  private static final String RULES = ".dockerignore";

  private ContextFiles() {}

  /**
   * Returns the paths of all files, directories and links, a directory before what is in it.
   *
   * @throws SlipwayException if a line of {@code .dockerignore} is no pattern
   */
  static List<String> in(Path root, String dockerfile) throws IOException {
    IgnoreRules rules = rules(root).keeping(RULES, dockerfile);
    List<String> found = new ArrayList<>();
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        String path = path(root, directory);
        if (path.isEmpty()) {
          return FileVisitResult.CONTINUE;
        }
        if (!rules.excludes(path)) {
          found.add(path);
          return FileVisitResult.CONTINUE;
        }
        return rules.mayKeepBelow(path) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String path = path(root, file);
        if (!rules.excludes(path)) {
          found.add(path);
        }
        return FileVisitResult.CONTINUE;
      }
    });
    // a tar of the same files is the same tar, whatever order a file system lists them in
    Collections.sort(found);
    return found;
  }

  private static IgnoreRules rules(Path root) throws IOException {
    Path file = root.resolve(RULES);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return IgnoreRules.none();
    }
    try {
      return IgnoreRules.parse(Files.readAllLines(file));
    } catch (IgnoreRules.IgnoreRuleException e) {
      throw new SlipwayException(new Problem(
          file + ", line " + e.line(),
          "'" + e.text() + "' is no pattern",
          "a path with *, **, ? or [...]",
          "close its bracket, or write something behind the '!'"));
    }
  }

  private static String path(Path root, Path file) {
    return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
  }
}
