package dev.slipway.console;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is shown of one build. Guarded by the listener. */
final class BuildView {
  final String id;
  final Instant startedAt;
  boolean resumed;
  private final Map<String, StepView> steps = new LinkedHashMap<>();

  BuildView(String id, Instant startedAt) {
    this.id = id;
    this.startedAt = startedAt;
  }

  StepView step(String name) {
    return steps.computeIfAbsent(name, StepView::new);
  }

  Collection<StepView> steps() {
    return steps.values();
  }

  List<StepView> running() {
    return steps.values().stream().filter(StepView::isRunning).toList();
  }
}
