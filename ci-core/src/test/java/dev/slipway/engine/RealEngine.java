package dev.slipway.engine;

import dev.slipway.artifact.FileArtifactStore;
import dev.slipway.cache.CacheLimits;
import dev.slipway.cache.FileCacheStore;
import dev.slipway.journal.BuildStore;
import dev.slipway.journal.FileBuildStore;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunListener;
import dev.slipway.runtime.process.ProcessRuntime;
import dev.slipway.secret.SecretSource;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A real engine on real files and threads, for tests; it is impatient. */
final class RealEngine implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final SystemTime time = SystemTime.create();
  private final ProcessRuntime runtime;
  private final LocalContainers containers;
  private final Engine engine;
  private final BuildStore builds;

  RealEngine(Path home, RunListener... listeners) {
    this(home, store -> store, listeners);
  }

  RealEngine(Path home, UnaryOperator<BuildStore> wrapper, RunListener... listeners) {
    this(home, wrapper, SecretSource.environment(), listeners);
  }

  static RealEngine withSecrets(Path home, SecretSource secrets) {
    return new RealEngine(home, store -> store, secrets);
  }

  private RealEngine(
      Path home,
      UnaryOperator<BuildStore> wrapper,
      SecretSource secrets,
      RunListener... listeners) {
    this.runtime = ProcessRuntime.create(time, home.resolve("state"));
    this.containers = new LocalContainers(runtime);
    this.builds = wrapper.apply(FileBuildStore.in(home.resolve("builds"), time));
    EngineParts parts = new EngineParts(
        time,
        builds,
        FileArtifactStore.in(home.resolve("artifacts")),
        FileCacheStore.in(home.resolve("caches"), time, CacheLimits.ofDefaults()),
        secrets,
        Runtimes.of(runtime, containers),
        ActionInvoker.direct(),
        () -> ThreadLocalRandom.current().nextLong());
    EngineLimits limits = EngineLimits.forProcessors(4)
        .withGrace(Duration.ofSeconds(2))
        .withAbandonAfter(Duration.ofMillis(300));
    this.engine = new Engine(parts, limits, List.of(listeners));
  }

  Engine engine() {
    return engine;
  }

  BuildStore builds() {
    return builds;
  }

  LocalContainers containers() {
    return containers;
  }

  Build start(Pipeline pipeline) {
    return engine.start(BuildRequest.of(pipeline, source()));
  }

  BuildResult run(Pipeline pipeline) throws Exception {
    return start(pipeline).await(LONG);
  }

  static BuildResult end(Build build) throws Exception {
    return build.await(LONG);
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("waited in vain");
    }
  }

  /** A source of nothing. */
  static Source source() {
    return Source.none();
  }

  @Override
  public void close() {
    engine.close();
    runtime.close();
    time.close();
  }
}
