package dev.slipway.docker.workspace;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts what came back into the workspace. All of it belongs to the user of this Java virtual machine. For one thread. */
final class Placing {
  private final LocalTree tree;
  private final Manifest theirs;
  private final Staging staging;

  Placing(LocalTree tree, Manifest theirs, Staging staging) {
    this.tree = tree;
    this.theirs = theirs;
    this.staging = staging;
  }

  void place(String path, @Nullable Entry before, Entry after) throws IOException {
    Entry ours = tree.entry(path);
    if (after.equals(ours)) {
      return;
    }
    if (Entry.same(before, after) && !Entry.same(ours, before)) {
      // the step only touched what was changed here
      return;
    }
    makeParent(path);
    Path file = tree.path(path);
    if (after instanceof Entry.Directory directory) {
      if (!(ours instanceof Entry.Directory)) {
        Trees.delete(file);
        Files.createDirectory(file);
        Modes.set(file, directory.mode());
      } else if (ours.equals(before)) {
        Modes.set(file, directory.mode());
      }
    } else if (after instanceof Entry.Link link) {
      Trees.delete(file);
      Files.createSymbolicLink(file, file.getFileSystem().getPath(link.target()));
    } else if (after instanceof Entry.File made) {
      placeFile(path, file, ours, made);
    }
  }

  private void placeFile(String path, Path file, @Nullable Entry ours, Entry.File made)
      throws IOException {
    if (made.hasContentOf(ours)) {
      Modes.set(file, made.mode());
      Files.setLastModifiedTime(file, FileTime.from(made.seconds(), TimeUnit.SECONDS));
      remember(file, made, tree.hashes().now());
      return;
    }
    Path content = staging.get(path);
    if (content == null) {
      throw new IOException("the content of '" + path + "' was not brought");
    }
    Modes.set(content, made.mode());
    Files.setLastModifiedTime(content, FileTime.from(made.seconds(), TimeUnit.SECONDS));
    if (ours instanceof Entry.Directory) {
      Trees.delete(file);
    }
    Instant moved = tree.hashes().now();
    move(content, file);
    remember(file, made, moved);
  }

  private static void move(Path content, Path file) throws IOException {
    try {
      Files.move(content, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      Files.move(content, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void remember(Path file, Entry.File made, Instant at) throws IOException {
    Stat stat = Stat.of(file);
    if (stat != null) {
      tree.hashes().put(file, stat, made.sha256(), at);
    }
  }

  /** A directory that the step saw may have been removed here meanwhile. */
  private void makeParent(String path) throws IOException {
    @Nullable String parent = Manifest.parent(path);
    Path directory = parent == null ? tree.root() : tree.path(parent);
    Stat stat = Stat.of(directory);
    if (stat == null && parent != null) {
      makeParent(parent);
      Files.createDirectory(directory);
      if (theirs.get(parent) instanceof Entry.Directory seen) {
        Modes.set(directory, seen.mode());
      }
    } else if (stat != null) {
      Trees.openUp(directory, stat);
    }
  }
}
