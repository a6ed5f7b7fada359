package dev.slipway.engine;

import dev.slipway.journal.JournalException;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.run.RunEvent;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Brings what actions report into the journal of their build. */
final class ActionReports {
  private ActionReports() {}

  /**
   * Records what an action reports; it is in the journal when this returns.
   *
   * @throws JournalException if it could not be written
   * @throws JsonException if the payload has something in it that cannot be
   * @throws IllegalStateException if the attempt was abandoned
   */
  static void record(
      BuildRun build, Step step, Attempt attempt, String name, Map<String, Object> payload) {
    Map<String, Object> clean = build.facts().secrets().redact(payload);
    RunEvent event = new RunEvent.ActionReported(
        build.facts().now(), step.name(), build.facts().secrets().redact(name), clean);
    Json.write(event);
    CompletableFuture<Void> written = new CompletableFuture<>();
    build.post(() -> {
      if (!attempt.isAtWork()) {
        written.completeExceptionally(new IllegalStateException(
            "step '" + step.name() + "' was abandoned; nothing is recorded of it any more"));
        return;
      }
      build.record(event);
      build.effect(() -> {
        if (build.broken() instanceof Reason.NotRunnable cause) {
          written.completeExceptionally(new JournalException(cause.problems().get(0), null));
        } else {
          written.complete(null);
        }
      });
    });
    try {
      written.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
