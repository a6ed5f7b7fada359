package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.JournalException;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.run.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a batch of messages leads to: its events go to the journal, then to the listeners, and only then are its effects let
 * loose. Behind the build's mailbox, apart from {@link #broken}. Nothing that goes wrong here is thrown.
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final String buildId;
  private final BuildRecord record;
  private final Listeners listeners;
  private final Consumer<Reason> onBroken;
  private List<RunEvent> events = new ArrayList<>();
  private List<Runnable> effects = new ArrayList<>();
  private volatile @Nullable Reason broken;

  /**
   * @param onBroken told once, within a batch, why the build can no longer go on
   */
  Outbox(String buildId, BuildRecord record, Listeners listeners, Consumer<Reason> onBroken) {
    this.buildId = buildId;
    this.record = record;
    this.listeners = listeners;
    this.onBroken = onBroken;
  }

  void record(RunEvent event) {
    events.add(event);
  }

  void effect(Runnable effect) {
    effects.add(effect);
  }

  /** Returns why the build can no longer be recorded or driven, or null. */
  @Nullable
  Reason broken() {
    return broken;
  }

  void send() {
    while (!events.isEmpty() || !effects.isEmpty()) {
      List<RunEvent> batch = events;
      events = new ArrayList<>();
      listeners.tell(written(batch));
      List<Runnable> todo = effects;
      effects = new ArrayList<>();
      todo.forEach(this::letLoose);
    }
  }

  /** Makes the journal safe against the death of the machine. */
  void sync() {
    try {
      record.sync();
    } catch (RuntimeException e) {
      failedToWrite(e);
    }
  }

  /** Gives the build up because of an error that nobody expected. */
  void defect(Throwable e) {
    log.error("Build {} met a defect of the engine and stops", buildId, e);
    breakDown(new Reason.NotRunnable(List.of(new Problem(
        "build " + buildId,
        "the engine failed with " + e,
        "no such error",
        "report it with the log of the application"))));
  }

  /** Writes events and returns them as listeners may see them: without the journal a build cannot have gone well. */
  private List<RunEvent> written(List<RunEvent> batch) {
    if (broken == null && !batch.isEmpty()) {
      try {
        record.append(batch);
      } catch (RuntimeException | Error e) {
        failedToWrite(e);
      }
    }
    Reason reason = broken;
    return reason == null ? batch : batch.stream().map(e -> errored(e, reason)).toList();
  }

  private static RunEvent errored(RunEvent event, Reason reason) {
    return event instanceof RunEvent.BuildFinished end
        ? new RunEvent.BuildFinished(end.at(), Outcome.ERRORED, reason)
        : event;
  }

  private void failedToWrite(Throwable e) {
    if (e instanceof JournalException unwritable) {
      log.error("Build {} stops because its journal cannot be written", buildId, e);
      breakDown(new Reason.NotRunnable(unwritable.problems()));
    } else {
      defect(e);
    }
  }

  private void letLoose(Runnable effect) {
    try {
      effect.run();
    } catch (RuntimeException | Error e) {
      defect(e);
    }
  }

  private void breakDown(Reason reason) {
    if (broken == null) {
      broken = reason;
      onBroken.accept(reason);
    }
  }
}
