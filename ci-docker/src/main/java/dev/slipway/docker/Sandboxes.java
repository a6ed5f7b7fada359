package dev.slipway.docker;

import dev.slipway.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Networks that are made ahead. A step has one for itself; it is used again by steps of the same build alone, after all processes
 * of the step are gone, and only if nothing in it was changed. When a build is over its sandboxes are removed, and as many new
 * ones as it used at once are made for the next build. Thread-safe.
 */
final class Sandboxes {
  private static final int MOST_SPARE = 8;
  private static final Duration SPARE_TIME = Duration.ofMinutes(10);

  private final SandboxMaker maker;
  private final Time time;
  private final Cleaner cleaner;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Sandbox> spare = new ArrayList<>(); // guarded by lock
  private final Map<String, Uses> builds = new HashMap<>(); // guarded by lock
  private final Map<Sandbox.Kind, Integer> making = new HashMap<>(); // guarded by lock
  private Time.@Nullable Timer expiry; // guarded by lock
  private boolean closed; // guarded by lock

  Sandboxes(Engine engine, Tenant tenant, Time time, Cleaner cleaner) {
    this.maker = new SandboxMaker(engine, tenant);
    this.time = time;
    this.cleaner = cleaner;
  }

  /**
   * Lets a step use a sandbox that nobody else has until it is given back: one that a step of the same build has used and not
   * changed, or a new one, or none if there is none at the moment.
   */
  SandboxUse take(String buildId, Sandbox.Kind kind) {
    for (Sandbox used = used(buildId, kind); used != null; used = used(buildId, kind)) {
      if (maker.isUnchanged(used)) {
        return new SandboxUse(kind, used);
      }
      discard(buildId, used);
    }
    lock.lock();
    try {
      if (closed) {
        return new SandboxUse(kind, null);
      }
      Uses build = builds.computeIfAbsent(buildId, id -> new Uses());
      return new SandboxUse(kind, build.begin(kind, first(spare, kind)));
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Sandbox used(String buildId, Sandbox.Kind kind) {
    lock.lock();
    try {
      Uses build = builds.get(buildId);
      return closed || build == null ? null : first(build.free, kind);
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what a step used, all of whose processes are gone. */
  void giveBack(String buildId, SandboxUse use, boolean mayBeUsedAgain) {
    lock.lock();
    try {
      Uses build = builds.get(buildId);
      Sandbox sandbox = use.sandbox();
      if (sandbox == null) {
        if (build != null) {
          build.didWithout(use.kind());
        }
      } else if (build != null && mayBeUsedAgain && !closed) {
        build.free.add(sandbox);
      } else {
        discard(buildId, sandbox);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes a sandbox for a build that has none free, in the background. */
  void prepare(String buildId, Sandbox.Kind kind) {
    lock.lock();
    try {
      Uses build = builds.computeIfAbsent(buildId, id -> new Uses());
      boolean enough = build.free.stream().anyMatch(sandbox -> sandbox.kind().equals(kind))
          || spare.stream().anyMatch(sandbox -> sandbox.kind().equals(kind))
          || making.getOrDefault(kind, 0) > 0;
      if (!enough) {
        make(kind);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes the sandboxes of a build that is over, and makes new ones for the next. */
  void buildIsOver(String buildId) {
    lock.lock();
    try {
      Uses build = builds.remove(buildId);
      if (build == null) {
        return;
      }
      // nothing of the build runs in them, so nobody waits for this
      build.taken.forEach(sandbox -> cleaner.remove("", sandbox.container()));
      build.most.forEach(this::refill);
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      if (expiry != null) {
        expiry.cancel();
      }
      spare.forEach(sandbox -> cleaner.remove("", sandbox.container()));
      spare.clear();
      List.copyOf(builds.keySet()).forEach(this::buildIsOver);
    } finally {
      lock.unlock();
    }
  }

  private void refill(Sandbox.Kind kind, int most) {
    long there = spare.stream().filter(sandbox -> sandbox.kind().equals(kind)).count()
        + making.getOrDefault(kind, 0);
    for (long i = there; i < Math.min(most, MOST_SPARE); i++) {
      make(kind);
    }
    if (expiry != null) {
      expiry.cancel();
    }
    if (!closed) {
      expiry = time.after(SPARE_TIME, this::expire);
    }
  }

  private void expire() {
    lock.lock();
    try {
      spare.forEach(sandbox -> cleaner.remove("", sandbox.container()));
      spare.clear();
    } finally {
      lock.unlock();
    }
  }

  private void make(Sandbox.Kind kind) {
    if (closed || maker.isImpossible(kind)) {
      return;
    }
    making.merge(kind, 1, Integer::sum);
    cleaner.later("", "a new sandbox", () -> {
      Sandbox made = null;
      try {
        made = maker.make(kind);
      } finally {
        isMade(kind, made);
      }
    });
  }

  private void isMade(Sandbox.Kind kind, @Nullable Sandbox made) {
    lock.lock();
    try {
      making.merge(kind, -1, Integer::sum);
      if (made == null) {
        return;
      }
      if (closed) {
        cleaner.remove("", made.container());
      } else {
        spare.add(made);
      }
    } finally {
      lock.unlock();
    }
  }

  private void discard(String buildId, Sandbox sandbox) {
    lock.lock();
    try {
      Uses build = builds.get(buildId);
      if (build == null || build.taken.remove(sandbox)) {
        cleaner.remove(buildId, sandbox.container());
      }
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Sandbox first(List<Sandbox> sandboxes, Sandbox.Kind kind) {
    for (Iterator<Sandbox> all = sandboxes.iterator(); all.hasNext(); ) {
      Sandbox sandbox = all.next();
      if (sandbox.kind().equals(kind)) {
        all.remove();
        return sandbox;
      }
    }
    return null;
  }

  /** The sandboxes of one build, and how many of each kind it could have used at once. */
  private static final class Uses {
    private final Set<Sandbox> taken = new HashSet<>();
    private final List<Sandbox> free = new ArrayList<>(); // of those that are taken
    private final Map<Sandbox.Kind, Integer> without = new HashMap<>();
    private final Map<Sandbox.Kind, Integer> most = new HashMap<>();

    private @Nullable Sandbox begin(Sandbox.Kind kind, @Nullable Sandbox found) {
      if (found == null) {
        without.merge(kind, 1, Integer::sum);
      } else {
        taken.add(found);
      }
      int now =
          (int) taken.stream().filter(sandbox -> sandbox.kind().equals(kind)).count()
              + without.getOrDefault(kind, 0);
      most.merge(kind, now, Math::max);
      return found;
    }

    private void didWithout(Sandbox.Kind kind) {
      without.merge(kind, -1, Integer::sum);
    }
  }
}
