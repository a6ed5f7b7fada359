package dev.slipway.docker.workspace;

import dev.slipway.time.Time;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The workspace of one build, of which steps may have copies. Remembers which step changed what, so that two that changed the
 * same path can be named, and what files hold, so that they are not read again.
 *
 * <p>Thread-safe. Copies are filled at the same time and merged one after the other.
 *
 * @since 0.1
 */
public final class BuildWorkspace {
  private final LocalTree tree;
  private final Ledger ledger = new Ledger();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private BuildWorkspace(LocalTree tree) {
    this.tree = tree;
  }

  /**
   * Returns a workspace without copies.
   *
   * @param directory the directory of the workspace on this machine
   * @param time where the wall-clock time comes from
   */
  public static BuildWorkspace at(Path directory, Time time) {
    return new BuildWorkspace(new LocalTree(directory, new Hashes(time)));
  }

  /**
   * Returns a copy that holds nothing yet.
   *
   * @param name the name of the copy's directory in its archives, without slashes
   * @param owner who owns the files of the copy, so that the commands of a step can change them
   */
  public WorkspaceCopy newCopy(String name, FileOwner owner) {
    return new WorkspaceCopy(this, name, owner);
  }

  LocalTree tree() {
    return tree;
  }

  Ledger ledger() {
    return ledger;
  }

  ReadWriteLock lock() {
    return lock;
  }
}
