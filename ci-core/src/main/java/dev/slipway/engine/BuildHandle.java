package dev.slipway.engine;

import dev.slipway.journal.StepLogs;
import dev.slipway.model.Outcome;
import dev.slipway.model.Plan;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.StepGraph;
import dev.slipway.run.BuildResult;
import dev.slipway.run.StepState;
import dev.slipway.runtime.Shell;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What others see of a build at work. */
final class BuildHandle implements Build {
  private final BuildRun run;
  private final BuildFacts facts;

  BuildHandle(BuildRun run) {
    this.run = run;
    this.facts = run.facts();
  }

  @Override
  public String id() {
    return facts.id();
  }

  @Override
  public Optional<Plan> plan() {
    return Optional.ofNullable(facts.plan());
  }

  @Override
  public BuildResult await() throws InterruptedException {
    try {
      return run.ending().result().get();
    } catch (ExecutionException e) {
      throw suspended(e);
    }
  }

  @Override
  public BuildResult await(Duration limit) throws InterruptedException, TimeoutException {
    try {
      return run.ending().result().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw suspended(e);
    }
  }

  @Override
  public CompletableFuture<BuildResult> result() {
    return run.ending().result().copy();
  }

  @Override
  public void cancel(String why) {
    run.post(() -> {
      Reason reason = facts.secrets().redact(new Reason.Cancelled(why));
      run.stopping().ask(new Stop(Outcome.CANCELLED, reason, true));
    });
  }

  @Override
  public StepState state(String step) {
    StepGraph graph = facts.pipeline().graph();
    int number = graph.indexOf(step);
    if (number < 0) {
      throw new IllegalArgumentException("pipeline '" + facts.pipeline().name() + "' has no step '"
          + step + "', only " + graph.steps().stream().map(Step::name).limit(50).toList());
    }
    StepRun[] steps = facts.steps();
    if (steps.length == 0) {
      return run.ending()
          .known()
          .map(end -> new StepState(step, StepState.Phase.ENDED, Outcome.SKIPPED, end.reason()))
          .orElseGet(() -> new StepState(
              step, StepState.Phase.WAITING, null, new Reason.Said("the build is being prepared")));
    }
    return steps[number].state().orElseGet(() -> {
      Reason waiting = new Reason.WaitingForSteps(openBefore(graph, graph.vertexOf(number), steps));
      return new StepState(step, StepState.Phase.WAITING, null, waiting);
    });
  }

  @Override
  public String explain(String step) {
    String state = state(step).sentence();
    StepRun[] steps = facts.steps();
    if (steps.length == 0) {
      return state;
    }
    List<String> changes = steps[facts.pipeline().graph().indexOf(step)].ran().changes();
    return changes.isEmpty()
        ? state
        : state + " It was not taken from an earlier build: " + String.join(", ", changes) + ".";
  }

  @Override
  public StepLogs logs() {
    return facts.logs();
  }

  @Override
  public InputStream follow(String step) {
    state(step);
    return new FollowedLog(
        facts.logs().read(step),
        () -> state(step).phase() == StepState.Phase.ENDED
            || run.ending().result().isDone(),
        facts.time());
  }

  @Override
  public Shell openShell(String step) throws InterruptedException {
    Step known = facts
        .pipeline()
        .steps()
        .get(facts.pipeline().graph().indexOf(state(step).step()));
    return facts.parts().runtimes().of(known).openShell(facts.id(), step);
  }

  @Override
  public void wake() {
    run.post(() -> {
      for (StepRun step : facts.steps()) {
        step.wakeGate();
      }
    });
  }

  /** Returns the nearest steps before a vertex that have not ended, looking through the borders of groups. */
  private static List<String> openBefore(StepGraph graph, int vertex, StepRun[] steps) {
    List<String> open = new ArrayList<>();
    boolean[] seen = new boolean[graph.vertices()];
    ArrayDeque<Integer> todo = new ArrayDeque<>(List.of(vertex));
    while (!todo.isEmpty()) {
      int target = todo.remove();
      for (int source = 0; source < graph.vertices(); source++) {
        if (!seen[source] && hasEdge(graph, source, target)) {
          seen[source] = true;
          int number = graph.stepAt(source);
          if (number < 0) {
            todo.add(source);
          } else if (steps[number].phase() != Standing.Phase.DONE) {
            open.add(steps[number].step().name());
          }
        }
      }
    }
    return open;
  }

  private static boolean hasEdge(StepGraph graph, int source, int target) {
    for (int i = 0; i < graph.outDegree(source); i++) {
      if (graph.target(source, i) == target) {
        return true;
      }
    }
    return false;
  }

  private static RuntimeException suspended(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause
        ? cause
        : new IllegalStateException(e.getCause());
  }
}
