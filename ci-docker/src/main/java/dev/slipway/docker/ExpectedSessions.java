package dev.slipway.docker;

import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Image;
import dev.slipway.runtime.SessionSpec;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers that are made for steps while those before them still run. Thread-safe. */
final class ExpectedSessions {
  private static final Logger log = LoggerFactory.getLogger(ExpectedSessions.class);
  private static final int MOST = 16;

  private final Docker docker;
  private final ContainerMaker maker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Expected> expected = new HashMap<>(); // guarded by lock

  ExpectedSessions(Docker docker) {
    this.docker = docker;
    this.maker = new ContainerMaker(docker);
  }

  /** Begins to make the container of a session in the background. */
  void expect(SessionSpec spec) {
    Expected next = new Expected(spec, new CompletableFuture<>());
    lock.lock();
    try {
      if (expected.size() >= MOST || expected.putIfAbsent(Key.of(spec), next) != null) {
        return;
      }
    } finally {
      lock.unlock();
    }
    docker.time().start("slipway docker ahead " + spec.step(), () -> make(next));
  }

  private void make(Expected next) {
    try {
      next.made.complete(made(next.spec));
    } catch (RuntimeException | InterruptedException e) {
      // the session makes its container itself, and tells what is wrong
      log.debug("No container could be made ahead for {}", next.spec, e);
      next.made.complete(Optional.empty());
    }
  }

  private Optional<ContainerMaker.Made> made(SessionSpec expected) throws InterruptedException {
    SessionSpec spec = docker.images().onEngine(expected);
    Image image = Objects.requireNonNull(spec.image());
    ContainerOptions options = spec.execution().container();
    if (ContainerMaker.mayUseSandbox(options)) {
      docker.sandboxes().prepare(spec.buildId(), ContainerMaker.kind(options, image));
    }
    if (options.sharing() || docker.workspaces().mustCopy(spec)) {
      return Optional.empty(); // it depends on the step before
    }
    SessionFiles files = docker.workspaces().files(spec);
    String session = UUID.randomUUID().toString();
    return Optional.of(maker.ahead(spec, image, session, files));
  }

  /** Returns the container of a session, if one was made for it or is being made. */
  Optional<ContainerMaker.Made> take(SessionSpec spec) throws InterruptedException {
    Expected found;
    lock.lock();
    try {
      found = expected.remove(Key.of(spec));
    } finally {
      lock.unlock();
    }
    if (found == null) {
      return Optional.empty();
    }
    try {
      Optional<ContainerMaker.Made> made = found.made.get();
      if (made.isEmpty() || made.get().spec().equals(spec)) {
        return made;
      }
      discard(found);
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("what is made ahead never fails", e);
    } catch (InterruptedException e) {
      discard(found);
      throw e;
    }
  }

  /** Removes what was made for a build and not used. */
  void buildIsOver(String buildId) {
    discardThose(one -> one.spec.buildId().equals(buildId));
  }

  void close() {
    discardThose(one -> true);
  }

  private void discardThose(Predicate<Expected> which) {
    lock.lock();
    try {
      for (Iterator<Expected> all = expected.values().iterator(); all.hasNext(); ) {
        Expected one = all.next();
        if (which.test(one)) {
          all.remove();
          discard(one);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void discard(Expected unused) {
    String build = unused.spec.buildId();
    docker
        .cleaner()
        .later(
            build,
            "the container of a step that did not run",
            () -> unused.made.join().ifPresent(maker::discard));
  }

  private record Key(String buildId, String step, int attempt) {
    static Key of(SessionSpec spec) {
      return new Key(spec.buildId(), spec.step(), spec.attempt());
    }
  }

  private record Expected(
      SessionSpec spec, CompletableFuture<Optional<ContainerMaker.Made>> made) {}
}
