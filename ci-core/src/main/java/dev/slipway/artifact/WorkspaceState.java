package dev.slipway.artifact;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.IoTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What files of a workspace are at a moment, so that it can be told later which of them changed. Immutable.
 *
 * @param files what identifies mode and content of each file, by its path with {@code /}
 * @param unmatched the patterns that no file matches
 * @since 0.1
 */
public record WorkspaceState(SortedMap<String, String> files, List<String> unmatched) {

  /** Makes a state. */
  public WorkspaceState {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    unmatched = List.copyOf(unmatched);
  }

  /**
   * Reads the files that patterns name. A pattern is a path or a glob pattern from the root of the workspace; a directory means all
   * below it. Unlike in the patterns of Java, {@code **}{@code /} also stands for no directory at all: {@code **}{@code /pom.xml}
   * takes in {@code pom.xml}. What Git keeps in {@code .git} is never taken.
   *
   * @param without directories that are left out with all below them, as paths from the root of the workspace
   * @throws ArtifactException if a file cannot be read
   */
  public static WorkspaceState of(
      Path workspace, Collection<String> patterns, Collection<String> without) {
    SortedMap<String, String> files = new TreeMap<>();
    List<String> unmatched = new ArrayList<>();
    for (String pattern : patterns) {
      boolean any = false;
      for (String glob : variants(pattern)) {
        any |= add(workspace, glob, without, files);
      }
      if (!any) {
        unmatched.add(pattern);
      }
    }
    return new WorkspaceState(files, unmatched);
  }

  private static boolean add(
      Path workspace, String glob, Collection<String> without, SortedMap<String, String> files) {
    boolean any = false;
    try {
      for (Selection.Match match : Selection.of(workspace, glob)) {
        String path = match.path();
        if (isBelow(path, ".git") || without.stream().anyMatch(dir -> isBelow(path, dir))) {
          continue;
        }
        any = true;
        if (!files.containsKey(path)) {
          files.put(path, identity(match));
        }
      }
    } catch (IOException e) {
      throw new ArtifactException(
          new Problem(
              "files of the pattern '" + glob + "'",
              "they cannot be read in " + workspace + ": " + IoTexts.of(e),
              "files that this user can read",
              "mend the pattern or the permissions"),
          e);
    }
    return any;
  }

  private static String identity(Selection.Match match) throws IOException {
    Optional<Path> content = match.content();
    if (content.isPresent()) {
      return (Modes.isExecutable(content.get()) ? "x " : "- ") + Digests.of(content.get());
    }
    return Files.isSymbolicLink(match.file())
        ? "link " + Files.readSymbolicLink(match.file())
        : "no file";
  }

  private static boolean isBelow(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }

  /** Returns the pattern with and without each of its <code>**&#47;</code>. */
  private static Set<String> variants(String pattern) {
    int at = pattern.indexOf("**/");
    boolean whole = at == 0 || (at > 0 && pattern.charAt(at - 1) == '/');
    if (!whole) {
      return Set.of(pattern);
    }
    Set<String> all = new LinkedHashSet<>();
    for (String rest : variants(pattern.substring(at + 3))) {
      all.add(pattern.substring(0, at + 3) + rest);
      all.add(pattern.substring(0, at) + rest);
    }
    return all;
  }
}
