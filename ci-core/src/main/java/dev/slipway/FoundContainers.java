package dev.slipway;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.runtime.RuntimeProvider;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.Shell;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Time;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The container runtime that is on the class path, connected when the first step needs it. */
final class FoundContainers implements StepRuntime {
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable StepRuntime runtime; // guarded by lock

  FoundContainers(Time time) {
    this.time = time;
  }

  @Override
  public String name() {
    return connected().map(StepRuntime::name).orElse("containers");
  }

  @Override
  public List<Problem> check(Collection<Image> images, boolean services)
      throws InterruptedException {
    return check(images, services, ImageAccess.none());
  }

  @Override
  public List<Problem> check(Collection<Image> images, boolean services, ImageAccess access)
      throws InterruptedException {
    try {
      return connect().check(images, services, access);
    } catch (RuntimeUnavailableException e) {
      return e.problems();
    }
  }

  @Override
  public Optional<String> digest(Image image) throws InterruptedException {
    return connect().digest(image);
  }

  @Override
  public StepSession open(SessionSpec spec) throws InterruptedException {
    return connect().open(spec);
  }

  @Override
  public void expect(SessionSpec spec) {
    connected().ifPresent(there -> there.expect(spec));
  }

  @Override
  public void endServices(String buildId, String group) throws InterruptedException {
    Optional<StepRuntime> there = connected();
    if (there.isPresent()) {
      there.get().endServices(buildId, group);
    }
  }

  @Override
  public Shell openShell(String buildId, String step) throws InterruptedException {
    return connect().openShell(buildId, step);
  }

  @Override
  public List<String> reap(String buildId) throws InterruptedException {
    StepRuntime there;
    try {
      there = connect();
    } catch (RuntimeUnavailableException nothingAnswers) {
      // a build that used no containers has left none; one that did is told by its next check
      return List.of();
    }
    return there.reap(buildId);
  }

  @Override
  public void close() {
    connected().ifPresent(StepRuntime::close);
  }

  private Optional<StepRuntime> connected() {
    lock.lock();
    try {
      return Optional.ofNullable(runtime);
    } finally {
      lock.unlock();
    }
  }

  private StepRuntime connect() {
    lock.lock();
    try {
      if (runtime == null) {
        RuntimeProvider provider = ServiceLoader.load(RuntimeProvider.class)
            .findFirst()
            .orElseThrow(() -> new RuntimeUnavailableException(nothingFound(), null));
        RuntimeProvider.Connection connection = provider.connect(time);
        if (connection instanceof RuntimeProvider.Unavailable unavailable) {
          throw new RuntimeUnavailableException(unavailable.problem(), null);
        }
        runtime = ((RuntimeProvider.Connected) connection).runtime();
      }
      return runtime;
    } finally {
      lock.unlock();
    }
  }

  private static Problem nothingFound() {
    return new Problem(
        "containers",
        "no container runtime is on the class path",
        "a module that runs containers",
        "add dev.slipway:ci-docker, or leave the images out");
  }
}
