package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.run.RunEvent;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks that the events of a build are in order and paired. */
public final class Events {
  private enum Of {
    NOTHING,
    STARTED,
    BETWEEN,
    ENDED
  }

  private final Map<String, Of> steps = new HashMap<>();
  private final Map<String, Integer> attempts = new HashMap<>();
  private Instant last = Instant.MIN;
  private boolean running;

  private Events() {}

  /** Runs a simulation and checks its events. */
  public static SimulationResult run(Simulation simulation) {
    SimulationResult result = simulation.run();
    check(result.events());
    return result;
  }

  /** Checks the events of a build that has ended. */
  public static void check(List<RunEvent> events) {
    Events state = new Events();
    for (RunEvent event : events) {
      state.next(event);
    }
    assertThat(state.running).as("the build has ended").isFalse();
    assertThat(state.steps.values()).as("%s", events).doesNotContain(Of.STARTED, Of.BETWEEN);
  }

  private void next(RunEvent event) {
    assertThat(event.at()).as("%s", event).isAfterOrEqualTo(last);
    last = event.at();
    boolean opens =
        event instanceof RunEvent.BuildStarted || event instanceof RunEvent.BuildResumed;
    assertThat(running || opens).as("within the build: %s", event).isTrue();
    if (opens) {
      running = true;
      reopen(event);
    } else if (event instanceof RunEvent.BuildFinished
        || event instanceof RunEvent.BuildSuspended) {
      running = false;
    } else if (event instanceof RunEvent.StepWaiting e) {
      assertThat(of(e.step())).as("%s", e).isIn(Of.NOTHING, Of.BETWEEN);
    } else if (event instanceof RunEvent.StepStarted e) {
      move(event, e.step(), Of.NOTHING, Of.STARTED);
      attempts.put(e.step(), 1);
    } else if (event instanceof RunEvent.AttemptFailed e) {
      move(event, e.step(), Of.STARTED, Of.BETWEEN);
      assertThat(e.attempt()).isEqualTo(attempts.get(e.step()));
    } else if (event instanceof RunEvent.AttemptStarted e) {
      move(event, e.step(), Of.BETWEEN, Of.STARTED);
      assertThat(e.attempt()).isEqualTo(attempts.merge(e.step(), 1, Integer::sum));
    } else if (event instanceof RunEvent.StepFinished e) {
      assertThat(of(e.step())).as("%s", e).isIn(Of.STARTED, Of.BETWEEN);
      steps.put(e.step(), Of.ENDED);
    } else if (event instanceof RunEvent.StepSkipped e) {
      move(event, e.step(), Of.NOTHING, Of.ENDED);
    } else if (event instanceof RunEvent.ActionReported e) {
      assertThat(of(e.step())).as("%s", e).isEqualTo(Of.STARTED);
    }
  }

  /** Between two processes a step may have been cut off, and a re-run begins steps anew. */
  private void reopen(RunEvent event) {
    if (event instanceof RunEvent.BuildResumed resumed) {
      attempts.replaceAll((step, attempt) -> of(step) == Of.STARTED ? attempt - 1 : attempt);
      steps.replaceAll(
          (step, of) -> resumed.rerun() ? Of.NOTHING : of == Of.STARTED ? Of.BETWEEN : of);
    }
  }

  private Of of(String step) {
    return steps.getOrDefault(step, Of.NOTHING);
  }

  private void move(RunEvent event, String step, Of from, Of to) {
    assertThat(of(step)).as("%s", event).isEqualTo(from);
    steps.put(step, to);
  }
}
