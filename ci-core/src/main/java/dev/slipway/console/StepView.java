package dev.slipway.console;

import dev.slipway.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is shown of one step. Guarded by the listener. */
final class StepView {
  static final int TAIL = 20;

  final String name;
  private final Deque<String> tail = new ArrayDeque<>();
  private @Nullable Instant startedAt;
  private Duration duration = Duration.ZERO;
  private @Nullable Outcome outcome;
  private String reason = "";

  StepView(String name) {
    this.name = name;
  }

  void start(Instant at) {
    startedAt = at;
    outcome = null;
    tail.clear();
  }

  /** Begins an attempt; the start of the step may have been told before this listener was there. */
  void startAttempt(Instant at) {
    if (!isRunning()) {
      start(at);
    }
  }

  void write(String line) {
    if (tail.size() == TAIL) {
      tail.removeFirst();
    }
    tail.addLast(line);
  }

  void end(Instant at, Outcome newOutcome, String newReason) {
    duration = elapsed(at);
    outcome = newOutcome;
    reason = newReason;
    if (!newOutcome.isBad()) {
      tail.clear();
    }
  }

  boolean isRunning() {
    return startedAt != null && outcome == null;
  }

  Duration elapsed(Instant now) {
    return startedAt == null ? Duration.ZERO : Duration.between(startedAt, now);
  }

  Duration duration() {
    return duration;
  }

  @Nullable
  Outcome outcome() {
    return outcome;
  }

  String reason() {
    return reason;
  }

  List<String> tail() {
    return List.copyOf(tail);
  }

  String lastLine() {
    return tail.isEmpty() ? "" : tail.getLast();
  }
}
