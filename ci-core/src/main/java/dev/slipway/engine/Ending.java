package dev.slipway.engine;

import dev.slipway.journal.BuildRecord;
import dev.slipway.run.BuildResult;
import dev.slipway.time.Time;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a build: tidies up, on a thread of its own, lets go of the build's place, and only then tells the end. */
final class Ending {
  private static final Logger log = LoggerFactory.getLogger(Ending.class);

  private final String buildId;
  private final Time time;
  private final BuildRecord record;
  private final Outbox outbox;
  private final Runnable reap;
  private final CompletableFuture<BuildResult> result = new CompletableFuture<>();
  private volatile boolean leftOver;

  /**
   * @param reap ends whatever runtimes still have of the build
   */
  Ending(String buildId, Time time, BuildRecord record, Outbox outbox, Runnable reap) {
    this.buildId = buildId;
    this.time = time;
    this.record = record;
    this.outbox = outbox;
    this.reap = reap;
  }

  CompletableFuture<BuildResult> result() {
    return result;
  }

  /** Returns the result, if the build has ended. */
  Optional<BuildResult> known() {
    return result.isDone() && !result.isCompletedExceptionally()
        ? Optional.of(result.join())
        : Optional.empty();
  }

  /** Something of a step may still be there when the build ends. */
  void leftOver() {
    leftOver = true;
  }

  /** Called when the last event of the build was to be written. */
  void finish(Supplier<BuildResult> end) {
    BuildResult known = end.get();
    time.start("slipway end " + buildId, () -> {
      try {
        tidyUp(known.succeeded());
      } finally {
        letGo();
        result.complete(known);
      }
    });
  }

  void suspend() {
    time.start("slipway suspend " + buildId, () -> {
      letGo();
      result.completeExceptionally(new BuildSuspendedException(buildId));
    });
  }

  private void tidyUp(boolean succeeded) {
    try {
      if (leftOver) {
        reap.run();
      }
      if (succeeded) {
        record.deleteWorkspace();
      }
    } catch (RuntimeException e) {
      log.warn("Build {} has ended but could not tidy up", buildId, e);
    }
  }

  private void letGo() {
    try (record) {
      if (outbox.broken() == null) {
        record.sync();
      }
    } catch (RuntimeException e) {
      log.warn("The journal of build {} could not be synced or closed", buildId, e);
    }
  }
}
