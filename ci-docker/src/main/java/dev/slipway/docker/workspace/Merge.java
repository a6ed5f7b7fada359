package dev.slipway.docker.workspace;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a step changed in its copy to the workspace: what it found there, what it left there, and what is here now. A path
 * that was changed here meanwhile, and not to the same, is a conflict; then nothing is brought. For one thread.
 */
final class Merge {
  private final LocalTree tree;
  private final Manifest base;
  private final Manifest theirs;
  private final Staging staging;
  private final NavigableMap<String, Change> changes = new TreeMap<>();

  Merge(LocalTree tree, Manifest base, Manifest theirs, Staging staging) {
    this.tree = tree;
    this.base = base;
    this.theirs = theirs;
    this.staging = staging;
    Set<String> paths = new TreeSet<>(base.paths());
    paths.addAll(theirs.paths());
    for (String path : paths) {
      @Nullable Entry before = base.get(path);
      @Nullable Entry after = theirs.get(path);
      if (before == null ? after != null : !before.equals(after)) {
        changes.put(path, new Change(before, after));
      }
    }
  }

  /** Returns the paths that the step changed. */
  Set<String> paths() {
    return changes.keySet();
  }

  /** Returns the paths that were changed here, too. */
  NavigableSet<String> conflicts() throws IOException {
    NavigableSet<String> conflicts = new TreeSet<>();
    for (var change : changes.entrySet()) {
      String path = change.getKey();
      @Nullable Entry before = change.getValue().before;
      @Nullable Entry after = change.getValue().after;
      if (Entry.same(before, after)) {
        // only its time is another
        continue;
      }
      Entry ours = tree.entry(path);
      boolean bothDirectories = ours instanceof Entry.Directory && after instanceof Entry.Directory;
      if (!bothDirectories && !Entry.same(ours, before) && !Entry.same(ours, after)) {
        conflicts.add(path);
      }
      if (after != null) {
        addObstacle(path, conflicts);
      }
      if (ours instanceof Entry.Directory && after != null && !bothDirectories) {
        addForeign(path, conflicts);
      }
    }
    return conflicts;
  }

  /** Adds what is in the way here: something that was made where the step has a directory. */
  private void addObstacle(String path, Set<String> conflicts) throws IOException {
    for (String parent = Manifest.parent(path); parent != null; parent = Manifest.parent(parent)) {
      Stat stat = Stat.of(tree.path(parent));
      if (stat != null && stat.kind() != Stat.Kind.DIRECTORY && !changes.containsKey(parent)) {
        conflicts.add(parent);
      }
    }
  }

  /** Adds what was made here in a directory that the step replaced. */
  private void addForeign(String directory, Set<String> conflicts) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(tree.path(directory))) {
      for (Path child : children) {
        String path = directory + "/" + child.getFileName();
        Stat stat = Stat.of(child);
        if (stat == null || stat.kind() == Stat.Kind.OTHER) {
          continue;
        }
        if (base.get(path) == null) {
          conflicts.add(path);
        } else if (stat.kind() == Stat.Kind.DIRECTORY) {
          addForeign(path, conflicts);
        }
      }
    }
  }

  /** Changes the workspace. Safe to do again after it broke off. */
  void apply() throws IOException {
    for (var change : changes.descendingMap().entrySet()) {
      if (change.getValue().after == null) {
        remove(change.getKey());
      }
    }
    Placing placing = new Placing(tree, theirs, staging);
    for (var change : changes.entrySet()) {
      @Nullable Entry after = change.getValue().after;
      if (after != null) {
        placing.place(change.getKey(), change.getValue().before, after);
      }
    }
  }

  private void remove(String path) throws IOException {
    Entry ours = tree.entry(path);
    if (ours == null) {
      return;
    }
    Path file = tree.path(path);
    @Nullable Path parent = file.getParent();
    Stat stat = parent == null ? null : Stat.of(parent);
    if (parent != null && stat != null) {
      Trees.openUp(parent, stat);
    }
    if (!(ours instanceof Entry.Directory) || isEmpty(file)) {
      Files.deleteIfExists(file);
    }
  }

  /** What was made meanwhile in a directory that the step removed stays, and so does the directory. */
  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      return !children.iterator().hasNext();
    }
  }

  private record Change(@Nullable Entry before, @Nullable Entry after) {}
}
