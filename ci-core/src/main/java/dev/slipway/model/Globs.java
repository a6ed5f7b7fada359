package dev.slipway.model;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
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

  static Optional<String> unmet(String what, String glob, @Nullable String found) {
    if (found == null) {
      return Optional.of("there is no " + what);
    }
    return matches(glob, found)
        ? Optional.empty()
        : Optional.of("the " + what + " is '" + found + "', not '" + glob + "'");
  }
}
