package dev.slipway.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what a plan says, by one walk over the graph in its order. */
final class Planner {
  private final BuildContext context;
  private final StepGraph graph;
  private final @Nullable String[] groupUnmet;
  private final int[] runningIn;
  private final boolean[] skippedAt;
  private final @Nullable String[] needSkipped;
  private final int[] stageAt;

  Planner(Pipeline pipeline, BuildContext context) {
    this.context = context;
    this.graph = pipeline.graph();
    int groups = graph.groups().size();
    groupUnmet = new @Nullable String[groups];
    runningIn = new int[groups];
    skippedAt = new boolean[graph.vertices()];
    needSkipped = new @Nullable String[graph.vertices()];
    stageAt = new int[graph.vertices()];
  }

  PlannedStep[] steps() {
    groups();
    PlannedStep[] steps = new PlannedStep[graph.steps().size()];
    for (int vertex : graph.order()) {
      int step = graph.stepAt(vertex);
      String name;
      if (step >= 0) {
        steps[step] = planned(step, vertex);
        name = steps[step].name();
      } else {
        int group = graph.groupEndingAt(vertex);
        skippedAt[vertex] = group > 0 && runningIn[group] == 0;
        name = group < 0 ? "" : graph.groups().get(group).name();
      }
      passOn(vertex, name);
    }
    return steps;
  }

  private void groups() {
    for (int group = 0; group < groupUnmet.length; group++) {
      int parent = graph.parentOf(group);
      Group definition = graph.groups().get(group);
      groupUnmet[group] = parent >= 0 && groupUnmet[parent] != null
          ? groupUnmet[parent]
          : definition.condition().unmet(context).orElse(null);
    }
  }

  private PlannedStep planned(int number, int vertex) {
    Step step = graph.steps().get(number);
    Optional<Reason> skip = skip(step, number, vertex);
    skippedAt[vertex] = skip.isPresent();
    if (skip.isPresent()) {
      return new PlannedStep(step.name(), PlannedStep.State.SKIP, skip.get(), 0);
    }
    for (int group = graph.groupOf(number); group >= 0; group = graph.parentOf(group)) {
      runningIn[group]++;
    }
    PlannedStep.State state = switch (step.flow().trigger()) {
      case ON_SUCCESS -> PlannedStep.State.RUN;
      case ON_FAILURE -> PlannedStep.State.ON_FAILURE;
      case ALWAYS -> PlannedStep.State.ALWAYS;
    };
    return new PlannedStep(step.name(), state, null, ++stageAt[vertex]);
  }

  private Optional<Reason> skip(Step step, int number, int vertex) {
    String unmet = groupUnmet[graph.groupOf(number)];
    if (unmet == null) {
      unmet = step.flow().condition().unmet(context).orElse(null);
    }
    if (unmet != null) {
      return Optional.of(new Reason.ConditionNotMet(unmet));
    }
    return Optional.ofNullable(needSkipped[vertex]).map(Reason.NeedSkipped::new);
  }

  private void passOn(int vertex, String name) {
    for (int i = 0; i < graph.outDegree(vertex); i++) {
      int target = graph.target(vertex, i);
      stageAt[target] = Math.max(stageAt[target], stageAt[vertex]);
      if (skippedAt[vertex] && graph.isNeed(vertex, i) && needSkipped[target] == null) {
        needSkipped[target] = name;
      }
    }
  }
}
