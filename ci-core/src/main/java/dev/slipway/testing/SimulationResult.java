package dev.slipway.testing;

import dev.slipway.model.Outcome;
import dev.slipway.model.Plan;
import dev.slipway.model.Reason;
import dev.slipway.run.BuildResult;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunEvent;
import dev.slipway.run.StepResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of a simulated build. Immutable.
 *
 * @since 0.1
 */
public final class SimulationResult {
  private final BuildResult result;
  private final @Nullable Plan plan;
  private final List<RunEvent> events;
  private final Function<String, List<LogLine>> logs;

  SimulationResult(
      BuildResult result,
      @Nullable Plan plan,
      List<RunEvent> events,
      Function<String, List<LogLine>> logs) {
    this.result = result;
    this.plan = plan;
    this.events = List.copyOf(events);
    this.logs = logs;
  }

  /** Returns the result of the build. */
  public BuildResult build() {
    return result;
  }

  /** Returns how the build ended. */
  public Outcome outcome() {
    return result.outcome();
  }

  /** Returns why it ended so. */
  public Reason reason() {
    return result.reason();
  }

  /**
   * Returns the result of a step.
   *
   * @throws IllegalArgumentException if the build has no such step, or ended before its first step
   */
  public StepResult step(String name) {
    return result.step(name);
  }

  /** Returns the virtual time the build took. */
  public Duration elapsed() {
    return result.duration();
  }

  /** Returns the plan, if the build got as far. */
  public Optional<Plan> plan() {
    return Optional.ofNullable(plan);
  }

  /** Returns all events of the journal in order. */
  public List<RunEvent> events() {
    return events;
  }

  /** Returns the names of the steps that started, in the order they did. */
  public List<String> started() {
    return events.stream()
        .filter(RunEvent.StepStarted.class::isInstance)
        .map(event -> ((RunEvent.StepStarted) event).step())
        .toList();
  }

  /** Returns what a step wrote. */
  public List<LogLine> log(String step) {
    result.step(step);
    return logs.apply(step);
  }

  @Override
  public String toString() {
    return result.toString();
  }
}
