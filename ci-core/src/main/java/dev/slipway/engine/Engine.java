package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.JournalException;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.run.Rebuild;
import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes pipelines. Most programs use it by way of {@code dev.slipway.Slipway}, which wires its parts. Thread-safe.
 *
 * @since 0.1
 */
public final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final EngineParts parts;
  private final EngineLimits limits;
  private final List<RunListener> listeners;
  private final Permits permits;
  private final Map<String, BuildRun> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Makes an engine. Its parts stay the caller's to close. */
  public Engine(EngineParts parts, EngineLimits limits, List<RunListener> listeners) {
    this.parts = Objects.requireNonNull(parts, "parts");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.listeners = List.copyOf(listeners);
    this.permits = new Permits(limits.parallelism());
  }

  /**
   * Starts a build and returns at once. Whatever goes wrong with it from here is told by its result.
   *
   * @throws JournalException if no place can be made for it
   * @throws IllegalStateException if the engine is closed
   */
  public Build start(BuildRequest request) {
    return begin(request, null);
  }

  private Build begin(BuildRequest request, @Nullable Rebuild rebuild) {
    requireOpen();
    String id = newId();
    BuildRecord record = parts.builds().create(id);
    BuildRun run = new BuildRun(
        parts, limits, permits, listeners, record, id, request.pipeline(), request.context());
    register(run);
    run.begin(request, rebuild);
    closeIfClosed(run);
    return new BuildHandle(run);
  }

  /**
   * Runs an earlier build again, as a new one: the same commit, parameters, variables, event and trust, and the same contents of
   * images, whatever their tags point at by now. An image whose content was not known, because its step did not run or its runtime
   * could not tell, is taken by its name.
   *
   * @param pipeline the pipeline it was started with
   * @param source where its code comes from; it is asked for the commit of the earlier build, not for the newest
   * @throws DefinitionChangedException if the pipeline has changed; it names the differences
   * @throws JournalException if there is no such build, its revision was never found, another engine holds it, or it cannot be
   *     read
   * @throws IllegalStateException if the engine is closed
   */
  public Build rebuild(String buildId, Pipeline pipeline, Source source) {
    requireOpen();
    Prior prior;
    try (BuildRecord record = parts.builds().open(buildId)) {
      prior = Prior.of(record.events(), pipeline);
      record.definition().ifPresent(stored -> Definition.requireSame(buildId, stored, pipeline));
    }
    BuildContext context = prior.context();
    if (context == null || !prior.revisionResolved()) {
      throw new JournalException(
          new Problem(
              "build " + buildId,
              "its revision was never found, so there is nothing to run again",
              "a build that has come to its first step",
              "start a new build"),
          null);
    }
    Source exact = new ExactSource(source, context.revision());
    return begin(
        BuildRequest.again(pipeline, exact, context), new Rebuild(buildId, prior.images()));
  }

  /**
   * Goes on with a build that was interrupted by the end of its process or suspended by the closing of its engine. Steps that
   * have ended are not run again; a step that was running is.
   *
   * @param pipeline the pipeline it was started with
   * @param source where its code comes from, or null; needed only if it was interrupted before its workspace was ready
   * @throws DefinitionChangedException if the pipeline has changed; it names the differences
   * @throws JournalException if there is no such build, another engine holds it, it has ended, or it cannot be read
   * @throws IllegalStateException if the engine is closed
   */
  public Build resume(String buildId, Pipeline pipeline, @Nullable Source source) {
    return again(buildId, pipeline, source, false);
  }

  /**
   * Runs those steps of an ended build again that did not succeed, and those behind them, on the same workspace.
   *
   * @param pipeline the pipeline it was started with
   * @throws DefinitionChangedException if the pipeline has changed; it names the differences
   * @throws JournalException if there is no such build, another engine holds it, it has not ended, or it cannot be read
   * @throws IllegalStateException if the engine is closed
   */
  public Build rerun(String buildId, Pipeline pipeline, @Nullable Source source) {
    return again(buildId, pipeline, source, true);
  }

  private Build again(String buildId, Pipeline pipeline, @Nullable Source source, boolean rerun) {
    requireOpen();
    BuildRecord record = parts.builds().open(buildId);
    try {
      Prior prior = Prior.of(record.events(), pipeline);
      RunEvent.BuildStarted started = prior.started();
      if (started == null || prior.context() == null) {
        throw notResumable(buildId, "its journal has no first event yet", "start a new build");
      }
      requireFit(buildId, prior.finished(), rerun);
      record.definition().ifPresent(stored -> Definition.requireSame(buildId, stored, pipeline));
      BuildRun run = new BuildRun(
          parts, limits, permits, listeners, record, buildId, pipeline, prior.context());
      register(run);
      if (rerun) {
        prior.forgetWhatFailed();
      }
      run.resume(prior, started, rerun, source);
      closeIfClosed(run);
      return new BuildHandle(run);
    } catch (RuntimeException e) {
      record.close();
      throw e;
    }
  }

  /** A build that has not ended is resumed; running it again could do twice what must not be. */
  private static void requireFit(
      String buildId, RunEvent.@Nullable BuildFinished finished, boolean rerun) {
    if (finished != null && !rerun) {
      throw notResumable(
          buildId,
          "it has ended: " + finished.outcome().word(),
          "run what failed again with rerun, or start a new build");
    }
    if (finished == null && rerun) {
      throw new JournalException(
          new Problem(
              "build " + buildId, "it has not ended", "a build that has ended", "resume it first"),
          null);
    }
  }

  /** Returns the ids of the builds this engine works on. */
  public List<String> running() {
    return List.copyOf(running.keySet());
  }

  /**
   * Cancels builds that run, suspends builds that only wait at gates, and waits until all have ended, steps that run in any case
   * included. Further calls wait as well.
   */
  @Override
  public void close() {
    close(limits.cleanup().plus(limits.grace()).plus(limits.abandonAfter().multipliedBy(2)));
  }

  /**
   * Does what {@link #close()} does, but waits no longer than a limit. What still runs then is ended at once; the journals of such
   * builds have no end, so they can be resumed.
   */
  public void close(Duration patience) {
    closed = true;
    List<BuildRun> open = new ArrayList<>(running.values());
    open.forEach(run -> run.post(run.stopping()::close));
    long deadline = parts.time().nanos() + patience.toNanos();
    for (BuildRun run : open) {
      await(run, Duration.ofNanos(Math.max(0, deadline - parts.time().nanos())), patience);
    }
  }

  private static void await(BuildRun run, Duration left, Duration patience) {
    try {
      run.ending().result().get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException suspended) {
      log.debug("Build {} is suspended", run.facts().id());
    } catch (TimeoutException e) {
      log.warn(
          "Build {} has not ended {} after the engine was closed; what it left is ended, and nothing waits for it any more",
          run.facts().id(),
          patience);
      run.reap();
    }
  }

  private void register(BuildRun run) {
    String id = run.facts().id();
    if (running.putIfAbsent(id, run) != null) {
      throw notResumable(id, "this engine works on it", "wait until it has ended");
    }
    CompletableFuture<BuildResult> unused =
        run.ending().result().whenComplete((result, suspended) -> running.remove(id));
    Objects.requireNonNull(unused, "unused");
  }

  /** A build that came while the engine was being closed may have been overlooked. */
  private void closeIfClosed(BuildRun run) {
    if (closed) {
      run.post(run.stopping()::close);
    }
  }

  private String newId() {
    String time = ID_TIME.format(parts.time().now());
    return time + "-" + String.format("%06x", parts.random().nextInt(1 << 24));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  private static JournalException notResumable(String buildId, String found, String remedy) {
    return new JournalException(
        new Problem("build " + buildId, found, "a build that was interrupted or suspended", remedy),
        null);
  }
}
