package dev.slipway;

import dev.slipway.artifact.FileArtifactStore;
import dev.slipway.cache.CacheLimits;
import dev.slipway.cache.FileCacheStore;
import dev.slipway.console.ConsoleListener;
import dev.slipway.engine.ActionInvoker;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineLimits;
import dev.slipway.engine.EngineParts;
import dev.slipway.engine.Runtimes;
import dev.slipway.journal.FileBuildStore;
import dev.slipway.run.RunListener;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.process.ProcessRuntime;
import dev.slipway.secret.SecretSource;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link Slipway}. A builder for one thread.
 *
 * @since 0.1
 */
public final class SlipwayBuilder {
  private Path home = Path.of(System.getProperty("user.home"), ".slipway");
  private SecretSource secrets = SecretSource.environment();
  private EngineLimits limits =
      EngineLimits.forProcessors(Runtime.getRuntime().availableProcessors());
  private CacheLimits caches = CacheLimits.ofDefaults();
  private final List<RunListener> listeners = new ArrayList<>();
  private @Nullable StepRuntime containers;
  private boolean console;

  SlipwayBuilder() {}

  /** Keeps builds, logs, workspaces, artifacts and caches below this directory. Several processes may share it. */
  public SlipwayBuilder home(Path directory) {
    home = Objects.requireNonNull(directory, "directory");
    return this;
  }

  /** Takes secrets from here. */
  public SlipwayBuilder secrets(SecretSource source) {
    secrets = Objects.requireNonNull(source, "source");
    return this;
  }

  /** Shows a listener all events of all builds. */
  public SlipwayBuilder listener(RunListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Shows the progress of builds on standard output: live on a terminal, as plain lines elsewhere. Colours are left out where the
   * environment variable {@code NO_COLOR} is set.
   */
  public SlipwayBuilder console() {
    console = true;
    return this;
  }

  /**
   * Runs at most so many steps of all builds at once. Without this as many as there are processors, but at least four.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public SlipwayBuilder parallelism(int steps) {
    limits = limits.withParallelism(steps);
    return this;
  }

  /**
   * Leaves commands that are asked to stop so long before they are killed. Without this 10 seconds.
   *
   * @throws IllegalArgumentException if it is not longer than zero
   */
  public SlipwayBuilder grace(Duration time) {
    limits = limits.withGrace(time);
    return this;
  }

  /**
   * Waits so long for a Java step that was asked to stop, then abandons it. Without this 20 seconds.
   *
   * @throws IllegalArgumentException if it is not longer than zero
   */
  public SlipwayBuilder abandonAfter(Duration time) {
    limits = limits.withAbandonAfter(time);
    return this;
  }

  /**
   * Leaves steps that run in any case so long after a build was cancelled. Without this 5 minutes.
   *
   * @throws IllegalArgumentException if it is not longer than zero
   */
  public SlipwayBuilder cleanupLimit(Duration time) {
    limits = limits.withCleanup(time);
    return this;
  }

  /**
   * Keeps at most so many bytes of directories and results between builds; what was not used longest goes first. Without this
   * 10 GiB.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public SlipwayBuilder cacheSize(long bytes) {
    caches = caches.withBytes(bytes);
    return this;
  }

  /**
   * Drops directories and results of earlier builds that nobody has used for so long. Without this 30 days.
   *
   * @throws IllegalArgumentException if it is not longer than zero
   */
  public SlipwayBuilder cacheAge(Duration unused) {
    caches = caches.withUnused(unused);
    return this;
  }

  /** Runs steps with an image here. Without this in the container runtime that is on the class path. */
  public SlipwayBuilder containers(StepRuntime runtime) {
    containers = Objects.requireNonNull(runtime, "runtime");
    return this;
  }

  /** Opens Slipway. Nothing is connected to and nothing is written before the first build. */
  public Slipway build() {
    SystemTime time = SystemTime.create();
    Path place = home.toAbsolutePath().normalize();
    StepRuntime host = ProcessRuntime.create(time, place.resolve("state"));
    StepRuntime forImages = containers == null ? new FoundContainers(time) : containers;
    EngineParts parts = new EngineParts(
        time,
        FileBuildStore.in(place.resolve("builds"), time),
        FileArtifactStore.in(place.resolve("artifacts")),
        FileCacheStore.in(place.resolve("caches"), time, caches),
        secrets,
        Runtimes.of(host, forImages),
        ActionInvoker.direct(),
        () -> ThreadLocalRandom.current().nextLong());
    List<RunListener> all = new ArrayList<>(listeners);
    ConsoleListener screen =
        console ? ConsoleListener.forStandardOutput(time, System.getenv()) : null;
    if (screen != null) {
      all.add(screen);
    }
    return new Slipway(
        place,
        new Engine(parts, limits, all),
        parts.builds(),
        parts.artifacts(),
        time,
        List.of(host, forImages),
        screen);
  }
}
