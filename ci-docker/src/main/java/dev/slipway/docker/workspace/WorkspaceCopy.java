package dev.slipway.docker.workspace;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the workspace in which the commands of a step run, such as a volume of an engine, and what is in it.
 *
 * <p>Order, for one step after the other: {@link #plan}, {@link #fill}, then any number of {@link #merge}. For one thread at a
 * time.
 *
 * @since 0.1
 */
public final class WorkspaceCopy {
  private final BuildWorkspace workspace;
  private final String name;
  private final FileOwner owner;
  private Manifest held = new Manifest();
  private List<String> planned = List.of();
  private long position;
  private boolean begun;
  private boolean intact = true;

  WorkspaceCopy(BuildWorkspace workspace, String name, FileOwner owner) {
    this.workspace = workspace;
    this.name = name;
    this.owner = owner;
  }

  /** Returns who owns its files. */
  public FileOwner owner() {
    return owner;
  }

  /** Returns whether it is known what the copy holds, and whether another step may get it. */
  public boolean isIntact() {
    return intact;
  }

  /**
   * Looks at the workspace and finds out what must be sent, so that the copy holds the same.
   *
   * @return false if something would have to be deleted in the copy, which an archive cannot do; then the copy is of no use
   * @throws RuntimeUnavailableException if the workspace cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean plan() throws InterruptedException {
    return reading(() -> {
      position = workspace.ledger().position();
      LocalTree tree = workspace.tree();
      NavigableMap<String, Stat> local = tree.look();
      if (mustDelete(local)) {
        return false;
      }
      List<String> wanted = new ArrayList<>();
      for (Map.Entry<String, Stat> file : local.entrySet()) {
        if (!isHeld(tree, file.getKey(), file.getValue())) {
          wanted.add(file.getKey());
        }
      }
      planned = wanted;
      return true;
    });
  }

  /**
   * Gives what was planned to the sender, as a tar stream that is made while it is read. An empty copy gets its directory at least;
   * otherwise nothing is done if nothing has to be sent.
   *
   * @param sender unpacks the stream into the directory that holds the copy's directory
   * @throws RuntimeUnavailableException if the workspace cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public void fill(Consumer<InputStream> sender) throws InterruptedException {
    List<String> paths = planned;
    planned = List.of();
    if (paths.isEmpty() && begun) {
      return;
    }
    intact = false;
    reading(() -> {
      try (ArchiveFeed feed = new ArchiveFeed(workspace.tree(), owner, name, paths, held)) {
        try {
          sender.accept(feed);
        } catch (RuntimeException e) {
          feed.throwFailure();
          throw e;
        }
      }
      return true;
    });
    begun = true;
    intact = true;
  }

  /**
   * Brings what the step changed in the copy to the workspace. All or nothing is brought, unless the disk fails.
   *
   * @param step the name of the step
   * @param archives returns the tar stream of the copy's directory, for an empty path, or of the file at a path in it; closed
   *     after use
   * @throws WorkspaceConflictException if the step changed what was changed in the workspace meanwhile
   * @throws RuntimeUnavailableException if the archive is broken, or has an entry that points outside the workspace, or if
   *     the workspace cannot be written
   */
  public void merge(String step, Function<String, InputStream> archives) {
    LocalTree tree = workspace.tree();
    try (Staging staging = new Staging(tree.root())) {
      Manifest theirs = read(step, archives, staging);
      Lock lock = workspace.lock().writeLock();
      lock.lock();
      try {
        Merge merge = new Merge(tree, held, theirs, staging);
        requireNoConflict(step, merge);
        merge.apply();
        workspace.ledger().merged(step, merge.paths());
        held = theirs;
      } finally {
        lock.unlock();
      }
    } catch (IOException e) {
      intact = false;
      throw tree.failed("what step '" + step + "' changed cannot be brought to it", e);
    }
  }

  private Manifest read(String step, Function<String, InputStream> archives, Staging staging) {
    ArchiveReader reader = new ArchiveReader("step '" + step + "'", name, held, staging);
    boolean whole = intact;
    intact = false;
    try {
      try (InputStream archive = archives.apply("")) {
        reader.readAll(archive);
      }
      for (String path : reader.missed()) {
        try (InputStream archive = archives.apply(path)) {
          reader.readFile(path, archive);
        }
      }
    } catch (IOException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              "step '" + step + "'",
              "what it changed in its copy of the workspace cannot be read: " + e.getMessage(),
              "the whole archive of the copy",
              "look at the log of the engine, and run the step again"),
          e);
    }
    intact = whole && !reader.hasSpecialFiles();
    return reader.found();
  }

  private void requireNoConflict(String step, Merge merge) throws IOException {
    SortedMap<String, String> conflicts = new TreeMap<>();
    for (String path : merge.conflicts()) {
      @Nullable String changer = workspace.ledger().changer(path, position);
      conflicts.put(
          path,
          changer == null
              ? "was changed on this machine meanwhile"
              : "step '" + changer + "' changed meanwhile");
    }
    if (!conflicts.isEmpty()) {
      intact = false;
      throw new WorkspaceConflictException(step, conflicts);
    }
  }

  /** What takes the place of a directory deletes what was in it. */
  private boolean mustDelete(NavigableMap<String, Stat> local) {
    for (String path : held.paths()) {
      if (!local.containsKey(path) && !isReplaced(path, local)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReplaced(String path, NavigableMap<String, Stat> local) {
    for (String parent = Manifest.parent(path); parent != null; parent = Manifest.parent(parent)) {
      Stat stat = local.get(parent);
      if (stat != null) {
        return stat.kind() != Stat.Kind.DIRECTORY;
      }
    }
    return false;
  }

  private boolean isHeld(LocalTree tree, String path, Stat stat) throws IOException {
    @Nullable Entry entry = held.get(path);
    return switch (stat.kind()) {
      case DIRECTORY -> new Entry.Directory(stat.mode()).equals(entry);
      case LINK ->
        entry instanceof Entry.Link link && link.target().equals(LocalTree.target(tree.path(path)));
      case FILE ->
        entry instanceof Entry.File file
            && file.mode() == stat.mode()
            && file.size() == stat.size()
            && file.seconds() == stat.seconds()
            && file.sha256().equals(tree.hashes().of(tree.path(path), stat));
      case OTHER -> true;
    };
  }

  private boolean reading(Work work) throws InterruptedException {
    Lock lock = workspace.lock().readLock();
    lock.lockInterruptibly();
    try {
      return work.run();
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw workspace.tree().failed("its files cannot be read", e);
    } finally {
      lock.unlock();
    }
  }

  /** Work on files. */
  private interface Work {
    boolean run() throws IOException, InterruptedException;
  }
}
