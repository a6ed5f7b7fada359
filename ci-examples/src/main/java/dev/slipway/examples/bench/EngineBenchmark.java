package dev.slipway.examples.bench;

import dev.slipway.artifact.FileArtifactStore;
import dev.slipway.cache.CacheStore;
import dev.slipway.engine.ActionInvoker;
import dev.slipway.engine.BuildRequest;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineLimits;
import dev.slipway.engine.EngineParts;
import dev.slipway.engine.Runtimes;
import dev.slipway.journal.MemoryBuildStore;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.runtime.process.ProcessRuntime;
import dev.slipway.secret.SecretSource;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the engine costs per step, with the journal in memory, beside the same graph on bare futures. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
  private static final int LAYERS = 100;

  private final Path nowhere =
      Path.of(System.getProperty("java.io.tmpdir"), "slipway-engine-benchmark");
  private final Pipeline pipeline = Layers.pipeline(LAYERS);
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private SystemTime time = SystemTime.create();
  private Engine engine = engine();

  /** Makes a fresh engine, so that the builds of the last round do not fill the memory. */
  @TearDown(Level.Iteration)
  public void renew() {
    engine.close();
    time.close();
    time = SystemTime.create();
    engine = engine();
  }

  /** Lets the threads of the futures go. */
  @TearDown(Level.Trial)
  public void end() {
    threads.shutdown();
  }

  /** A whole build, divided by its steps. */
  @Benchmark
  @OperationsPerInvocation(LAYERS * Layers.WIDTH)
  public void slipway() throws InterruptedException {
    engine.start(BuildRequest.of(pipeline, Source.none())).await().throwIfNotSuccessful();
  }

  /** The same graph as futures. */
  @Benchmark
  @OperationsPerInvocation(LAYERS * Layers.WIDTH)
  public void futures() {
    Layers.futures(LAYERS, threads);
  }

  private Engine engine() {
    ProcessRuntime processes = ProcessRuntime.create(time, nowhere);
    EngineParts parts = new EngineParts(
        time,
        MemoryBuildStore.withWorkspacesIn(nowhere, time),
        FileArtifactStore.in(nowhere),
        CacheStore.none(),
        SecretSource.none(),
        Runtimes.of(processes, processes),
        ActionInvoker.direct(),
        new SplittableRandom());
    return new Engine(parts, EngineLimits.forProcessors(2), List.of());
  }
}
