package dev.slipway.model;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Glob patterns as {@link java.nio.file.FileSystem#getPathMatcher} has them, on names with slashes. */
final class Globs {
  private Globs() {}

  static boolean matches(String glob, String name) {
    if (glob.equals(name)) {
      return true;
    }
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(name));
    } catch (InvalidPathException notAPath) {
      return false;
    }
  }

  static boolean isValid(String glob) {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + glob);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /** Returns all patterns of a condition and of those it is made of. */
  static Stream<String> of(Condition condition) {
    if (condition instanceof Condition.OnBranch branch) {
      return Stream.of(branch.glob());
    } else if (condition instanceof Condition.OnTag tag) {
      return Stream.of(tag.glob());
    } else if (condition instanceof Condition.OnPaths paths) {
      return paths.globs().stream();
    } else if (condition instanceof Condition.And and) {
      return and.all().stream().flatMap(Globs::of);
    } else if (condition instanceof Condition.Or or) {
      return or.any().stream().flatMap(Globs::of);
    } else if (condition instanceof Condition.Not not) {
      return of(not.condition());
    }
    return Stream.empty();
  }

  static Optional<String> unmet(String what, String glob, @Nullable String found) {
    if (found == null) {
      return Optional.of("there is no " + what);
    }
    return matches(glob, found)
        ? Optional.empty()
        : Optional.of("the " + what + " is '" + found + "', not '" + glob + "'");
  }
}
