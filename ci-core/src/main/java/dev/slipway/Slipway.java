package dev.slipway;

import dev.slipway.artifact.ArtifactStore;
import dev.slipway.console.ConsoleListener;
import dev.slipway.engine.Build;
import dev.slipway.engine.BuildRequest;
import dev.slipway.engine.Engine;
import dev.slipway.git.GitSource;
import dev.slipway.journal.BuildStore;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Plan;
import dev.slipway.model.Source;
import dev.slipway.run.RunEvent;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The front door: runs pipelines with embedded defaults for everything.
 *
 * <pre>{@code
 * try (Slipway ci = Slipway.create()) {
 *   BuildResult result = ci.build(shop, GitSource.of("https://git.example/shop.git").branch("main")).await();
 *   result.throwIfNotSuccessful();
 * }
 * }</pre>
 *
 * <p>Thread-safe. One object serves a whole program; builds of several run side by side, within its limits.
 *
 * @since 0.1
 */
public final class Slipway implements AutoCloseable {
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(30);

  private final Path home;
  private final Engine engine;
  private final SystemTime time;
  private final BuildStore builds;
  private final ArtifactStore artifacts;
  private final List<StepRuntime> runtimes;
  private final @Nullable ConsoleListener console;
  private final Time.Timer exit;
  private final AtomicBoolean gone = new AtomicBoolean();

  Slipway(
      Path home,
      Engine engine,
      BuildStore builds,
      ArtifactStore artifacts,
      SystemTime time,
      List<StepRuntime> runtimes,
      @Nullable ConsoleListener console) {
    this.home = home;
    this.engine = engine;
    this.builds = builds;
    this.artifacts = artifacts;
    this.time = time;
    this.runtimes = List.copyOf(runtimes);
    this.console = console;
    this.exit = SystemTime.atExit("slipway exit", this::closeAtExit);
  }

  /**
   * Opens Slipway with its defaults: everything is kept below {@code .slipway} in the user's home directory, secrets come from
   * environment variables, steps without an image run on this machine, and steps with one in the container runtime that is on
   * the class path.
   */
  public static Slipway create() {
    return builder().build();
  }

  /** Returns a builder for other settings. */
  public static SlipwayBuilder builder() {
    return new SlipwayBuilder();
  }

  /** Starts a trusted build, as after a push. See {@link #build(BuildRequest)}. */
  public Build build(Pipeline pipeline, Source source) {
    return build(BuildRequest.of(pipeline, source));
  }

  /**
   * Starts a build and returns at once. Whatever goes wrong with it from here is told by its result.
   *
   * @throws dev.slipway.journal.JournalException if no place can be made for it
   * @throws IllegalStateException if this is closed
   */
  public Build build(BuildRequest request) {
    return engine.start(request.source(placed(request.source())));
  }

  /**
   * Plans a build without running anything: finds the revision and says which steps would run for it.
   *
   * @throws dev.slipway.model.PlanException if its parameters do not fit
   * @throws dev.slipway.diagnostic.SlipwayException if the revision cannot be found
   * @throws InterruptedException if the thread is interrupted
   */
  public Plan plan(BuildRequest request) throws InterruptedException {
    BuildContext context =
        request.context().withRevision(placed(request.source()).resolve());
    return request.pipeline().plan(context);
  }

  /**
   * Goes on with a build that was interrupted by the end of its process or suspended by {@link #close}. Steps that have ended are
   * not run again; a step that was running is.
   *
   * @param pipeline the pipeline it was started with
   * @throws dev.slipway.engine.DefinitionChangedException if the pipeline has changed; it names the differences
   * @throws dev.slipway.journal.JournalException if there is no such build, somebody else works on it, or it has ended
   * @throws IllegalStateException if this is closed
   */
  public Build resume(String buildId, Pipeline pipeline) {
    return engine.resume(buildId, pipeline, null);
  }

  /** As {@link #resume(String, Pipeline)}, also for a build that was interrupted before its workspace was ready. */
  public Build resume(String buildId, Pipeline pipeline, Source source) {
    return engine.resume(buildId, pipeline, placed(source));
  }

  /**
   * Runs those steps of an ended build again that did not succeed, and those behind them, on the same workspace and outputs.
   *
   * @param pipeline the pipeline it was started with
   * @throws dev.slipway.engine.DefinitionChangedException if the pipeline has changed; it names the differences
   * @throws dev.slipway.journal.JournalException if there is no such build, or somebody else works on it
   * @throws IllegalStateException if this is closed
   */
  public Build rerun(String buildId, Pipeline pipeline) {
    return engine.rerun(buildId, pipeline, null);
  }

  /** As {@link #rerun(String, Pipeline)}, also for a build that ended before its workspace was ready. */
  public Build rerun(String buildId, Pipeline pipeline, Source source) {
    return engine.rerun(buildId, pipeline, placed(source));
  }

  /**
   * Runs an earlier build again, as a new one: the same commit, parameters, variables, event and trust, and the same contents of
   * images, whatever their tags point at by now. An image whose content was not known, because its step did not run or its runtime
   * could not tell, is taken by its name. Secrets have the values of today.
   *
   * @param pipeline the pipeline it was started with
   * @param source where its code comes from; it is asked for the commit of the earlier build, not for the newest
   * @throws dev.slipway.engine.DefinitionChangedException if the pipeline has changed; it names the differences
   * @throws dev.slipway.journal.JournalException if there is no such build, its revision was never found, or somebody else works
   *     on it
   * @throws IllegalStateException if this is closed
   */
  public Build rebuild(String buildId, Pipeline pipeline, Source source) {
    return engine.rebuild(buildId, pipeline, placed(source));
  }

  /** Returns the ids of all builds that are kept, oldest first. */
  public List<String> builds() {
    return builds.buildIds();
  }

  /**
   * Returns the events of a build, past or running, in order.
   *
   * @throws dev.slipway.journal.JournalException if there is no such build or it cannot be read
   */
  public List<RunEvent> events(String buildId) {
    return builds.events(buildId);
  }

  /**
   * Returns the logs of a build, past or running.
   *
   * @throws dev.slipway.journal.JournalException if there is no such build
   */
  public StepLogs logs(String buildId) {
    return builds.logs(buildId);
  }

  /** Returns where the artifacts of builds are kept, by their content. */
  public ArtifactStore artifacts() {
    return artifacts;
  }

  /** Returns the time it works by, for actions and deployments that are called outside a build. */
  public Time time() {
    return time;
  }

  /**
   * Cancels builds that run, suspends builds that only wait at gates, waits until all have ended, and lets go of everything.
   * Further calls wait as well. When the Java virtual machine ends in an orderly way before, by its own exit or by SIGINT or SIGTERM,
   * the same is done, within half a minute.
   */
  @Override
  public void close() {
    exit.cancel();
    engine.close();
    letGo();
  }

  private void closeAtExit() {
    engine.close(EXIT_LIMIT);
    letGo();
  }

  private void letGo() {
    if (gone.compareAndSet(false, true)) {
      runtimes.forEach(StepRuntime::close);
      if (console != null) {
        console.close();
      }
      time.close();
    }
  }

  /** Returns a Git source with its mirrors where everything else is kept, unless it says otherwise. */
  private Source placed(Source source) {
    return source instanceof GitSource git ? git.defaultMirrors(home.resolve("mirrors")) : source;
  }
}
