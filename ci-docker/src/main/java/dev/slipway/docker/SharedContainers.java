package dev.slipway.docker;

import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Image;
import dev.slipway.runtime.SessionSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Containers that steps hand on to the next step, because they say so. Thread-safe. */
final class SharedContainers {
  private final Cleaner cleaner;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Shared> free = new ArrayList<>(); // guarded by lock

  SharedContainers(Cleaner cleaner) {
    this.cleaner = cleaner;
  }

  /** Returns a container that another step of the build has left, with the same image and options. */
  Optional<Shared> take(SessionSpec spec) {
    Key key = Key.of(spec);
    lock.lock();
    try {
      for (Iterator<Shared> all = free.iterator(); all.hasNext(); ) {
        Shared shared = all.next();
        if (shared.key.equals(key)) {
          all.remove();
          return Optional.of(shared);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Leaves a container to the next step. */
  void leave(SessionSpec spec, IdleContainer container, @Nullable SandboxUse use) {
    lock.lock();
    try {
      free.add(new Shared(Key.of(spec), container, use));
    } finally {
      lock.unlock();
    }
  }

  /** Removes the containers of a build; their sandboxes are those of the build as well. */
  void buildIsOver(String buildId) {
    lock.lock();
    try {
      free.removeIf(shared -> {
        boolean hit = shared.key.buildId.equals(buildId);
        if (hit) {
          cleaner.remove(buildId, shared.container.id());
        }
        return hit;
      });
    } finally {
      lock.unlock();
    }
  }

  /**
   * A container that can be taken over.
   *
   * @param use what it has of the sandboxes, or null if it needs none
   */
  record Shared(Key key, IdleContainer container, @Nullable SandboxUse use) {}

  /** What two steps must have in common to share a container. */
  record Key(String buildId, Image image, ContainerOptions options) {
    static Key of(SessionSpec spec) {
      return new Key(
          spec.buildId(), Objects.requireNonNull(spec.image()), spec.execution().container());
    }
  }
}
