package dev.slipway.docker;

import dev.slipway.docker.workspace.BuildWorkspace;
import dev.slipway.docker.workspace.FileOwner;
import dev.slipway.runtime.SessionSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of the workspace of one build. One that no step uses waits for the next step, which needs only what changed since.
 * Thread-safe.
 */
final class BuildCopies {
  private static final Logger log = LoggerFactory.getLogger(BuildCopies.class);

  private final Engine engine;
  private final String machine;
  private final BuildWorkspace workspace;
  // guarded by this
  private final Deque<CopyVolume> idle = new ArrayDeque<>();
  // guarded by this
  private final Map<String, FileOwner> owners = new HashMap<>();
  // guarded by this; a container that is being removed still had them
  private final List<CopyVolume> doomed = new ArrayList<>();
  // guarded by this
  private boolean closed;

  /**
   * Makes the copies of a build.
   *
   * @param machine the owner of what is made on the engine
   */
  BuildCopies(Engine engine, String machine, BuildWorkspace workspace) {
    this.engine = engine;
    this.machine = machine;
    this.workspace = workspace;
  }

  /** Returns a copy whose changes are planned, for the user of a container; an empty user is that of the image. */
  CopyVolume acquire(SessionSpec spec, String image, String user) throws InterruptedException {
    Map<String, String> labels =
        Map.of(Labels.BUILD, spec.buildId(), Labels.STEP, spec.step(), Labels.OWNER, machine);
    FileOwner owner = owner(image, user, labels);
    for (CopyVolume volume = takeIdle(owner); volume != null; volume = takeIdle(owner)) {
      if (plan(volume)) {
        return volume;
      }
      remove(volume);
    }
    CopyVolume made =
        new CopyVolume(engine, workspace.newCopy(CopyVolume.DIRECTORY, owner), image, labels);
    plan(made);
    return made;
  }

  /** Takes back a copy that a session does not use any more. */
  void giveBack(CopyVolume volume) {
    if (!keep(volume)) {
      remove(volume);
    }
  }

  /** Returns whether the build was forgotten, so that nothing can be brought back. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** Removes all that no session uses, and from now on what sessions give back. */
  void close() {
    List<CopyVolume> left;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(idle);
      left.addAll(doomed);
      idle.clear();
      doomed.clear();
    }
    left.forEach(this::remove);
  }

  private boolean plan(CopyVolume volume) throws InterruptedException {
    boolean over = false;
    try {
      boolean planned = volume.copy().plan();
      over = true;
      return planned;
    } finally {
      if (!over) {
        remove(volume);
      }
    }
  }

  private synchronized @Nullable CopyVolume takeIdle(FileOwner owner) {
    for (Iterator<CopyVolume> each = idle.iterator(); each.hasNext(); ) {
      CopyVolume volume = each.next();
      if (volume.copy().owner().equals(owner)) {
        each.remove();
        return volume;
      }
    }
    return null;
  }

  private synchronized boolean keep(CopyVolume volume) {
    boolean kept = !closed && volume.copy().isIntact();
    if (kept) {
      idle.addFirst(volume);
    }
    return kept;
  }

  /** What cannot be removed now is removed when the build is over, or found by its labels later. */
  private void remove(CopyVolume volume) {
    try {
      volume.remove();
    } catch (RuntimeException e) {
      log.debug("A volume could not be removed: {}", Reason.of(e));
      doom(volume);
    }
  }

  private synchronized void doom(CopyVolume volume) {
    if (!closed) {
      doomed.add(volume);
    }
  }

  private FileOwner owner(String image, String user, Map<String, String> labels) {
    return ContainerUser.ofNumbers(user).orElseGet(() -> {
      String key = image + " " + user;
      FileOwner known = known(key);
      return known != null ? known : remember(key, lookUp(image, user, labels));
    });
  }

  private synchronized @Nullable FileOwner known(String key) {
    return owners.get(key);
  }

  private synchronized FileOwner remember(String key, FileOwner owner) {
    owners.put(key, owner);
    return owner;
  }

  private FileOwner lookUp(String image, String user, Map<String, String> labels) {
    var create =
        engine.calls().createContainerCmd(image).withEntrypoint("never").withLabels(labels);
    if (!user.isEmpty()) {
      create.withUser(user);
    }
    String container = create.exec().getId();
    try {
      return new ContainerUser(engine, container).owner();
    } finally {
      Containers.remove(engine, container);
    }
  }
}
