package dev.slipway.engine;

import dev.slipway.model.Outcome;
import dev.slipway.model.Plan;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.StepGraph;
import dev.slipway.model.Trigger;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks the graph of a plan as steps end, decides of each step whether it runs, and carries failures along the edges. Behind
 * the build's mailbox.
 */
final class GraphWalk {
  private static final int NOBODY = -1;

  private final BuildRun build;
  private final Plan plan;
  private final StepGraph graph;
  private final StepRun[] steps;
  private final int[] missing;
  private final int[] failedBy;
  private final @Nullable String[] skippedNeed;
  private final int[] ranIn;
  private final int[] stoppedBy;
  private final Foresight foresight;
  private final SharedServices services;
  private final ArrayDeque<Integer> ready = new ArrayDeque<>();
  private int open;
  private boolean walking;

  GraphWalk(BuildRun build, Plan plan, StepRun[] steps) {
    this.build = build;
    this.plan = plan;
    this.graph = plan.pipeline().graph();
    this.steps = steps;
    this.missing = graph.inDegrees();
    this.failedBy = new int[graph.vertices()];
    this.skippedNeed = new @Nullable String[graph.vertices()];
    this.ranIn = new int[graph.groups().size()];
    this.stoppedBy = new int[graph.groups().size()];
    this.open = steps.length;
    this.foresight = new Foresight(build, plan, missing);
    this.services = new SharedServices(build, plan.pipeline());
    Arrays.fill(failedBy, NOBODY);
    Arrays.fill(stoppedBy, NOBODY);
    for (StepRun step : steps) {
      // In an earlier process; what it stopped must not begin again.
      if (step.isFailure() && !(step.reason() instanceof Reason.FailFast)) {
        markStopped(step.number());
      }
    }
  }

  void start() {
    for (int vertex = 0; vertex < missing.length; vertex++) {
      if (missing[vertex] == 0) {
        ready.add(vertex);
      }
    }
    walk();
  }

  boolean isOver() {
    return open == 0;
  }

  /** A step begins to run. */
  void begins(int number) {
    foresight.begins(number);
  }

  /** A step has ended or was skipped. */
  void ended(int number) {
    StepRun run = steps[number];
    open--;
    if (run.outcome() != Outcome.SKIPPED) {
      for (int group = graph.groupOf(number); group >= 0; group = graph.parentOf(group)) {
        ranIn[group]++;
      }
    }
    if (run.isFailure()) {
      failFast(number);
    }
    passOn(graph.vertexOf(number), number);
    walk();
  }

  /** Returns the step that made a fail-fast group around a step stop, if one did. */
  Optional<Step> stopperOf(int number) {
    for (int group = graph.groupOf(number); group >= 0; group = graph.parentOf(group)) {
      if (stoppedBy[group] != NOBODY) {
        return Optional.of(steps[stoppedBy[group]].step());
      }
    }
    return Optional.empty();
  }

  private void walk() {
    if (walking) {
      return; // the loop below is further up the stack
    }
    walking = true;
    for (Integer vertex = ready.poll(); vertex != null; vertex = ready.poll()) {
      int number = graph.stepAt(vertex);
      if (number < 0) {
        passOn(vertex, NOBODY);
      } else {
        decide(number, vertex);
      }
    }
    walking = false;
  }

  private void decide(int number, int vertex) {
    StepRun run = steps[number];
    if (run.phase() == Standing.Phase.DONE) {
      ended(number); // an earlier process brought it to its end
      return;
    }
    Optional<Reason> skip =
        plan.skipped(number).or(() -> skip(number, vertex, run.step().flow().trigger()));
    if (skip.isPresent()) {
      run.notBegun(skip.get());
    } else {
      run.begin();
    }
  }

  private Optional<Reason> skip(int number, int vertex, Trigger trigger) {
    Stop stop = build.stopping().forbids(trigger);
    if (stop != null) {
      return Optional.of(stop.reason());
    }
    boolean failed = failedBy[vertex] != NOBODY;
    if (failed && trigger == Trigger.ON_SUCCESS) {
      Optional<Step> stopper = stopperOf(number);
      return Optional.of(
          stopper.isPresent()
              ? new Reason.FailFast(stopper.get().name())
              : new Reason.AfterFailure(steps[failedBy[vertex]].step().name()));
    }
    String need = skippedNeed[vertex];
    if (need != null) {
      return Optional.of(new Reason.NeedSkipped(need));
    }
    return switch (trigger) {
      case ALWAYS -> Optional.empty();
      case ON_FAILURE -> failed ? Optional.empty() : Optional.of(new Reason.NothingFailed());
      case ON_SUCCESS -> stopperOf(number).map(step -> new Reason.FailFast(step.name()));
    };
  }

  /** Stops the other steps of the fail-fast groups around a step; the outermost of them holds the others. */
  private void failFast(int number) {
    int outermost = markStopped(number);
    if (outermost == NOBODY) {
      return;
    }
    Stop stop =
        new Stop(Outcome.CANCELLED, new Reason.FailFast(steps[number].step().name()), true);
    for (int other = 0; other < steps.length; other++) {
      if (steps[other].step().flow().trigger() == Trigger.ON_SUCCESS
          && isWithin(other, outermost)) {
        steps[other].stop(stop);
      }
    }
  }

  /** Notes who stopped the fail-fast groups around a step, and returns the outermost group it was the first to stop. */
  private int markStopped(int number) {
    int outermost = NOBODY;
    for (int group = graph.groupOf(number); group >= 0; group = graph.parentOf(group)) {
      if (graph.groups().get(group).failFast() && stoppedBy[group] == NOBODY) {
        stoppedBy[group] = number;
        outermost = group;
      }
    }
    return outermost;
  }

  private boolean isWithin(int number, int wanted) {
    int group = graph.groupOf(number);
    while (group >= 0 && group != wanted) {
      group = graph.parentOf(group);
    }
    return group == wanted;
  }

  private void passOn(int vertex, int number) {
    int failure = failedBy[vertex];
    boolean skipped;
    String name;
    if (number >= 0) {
      StepRun run = steps[number];
      failure = failure == NOBODY && run.isFailure() ? number : failure;
      skipped = run.outcome() == Outcome.SKIPPED;
      name = run.step().name();
    } else {
      int group = graph.groupEndingAt(vertex);
      skipped = group > 0 && ranIn[group] == 0;
      if (group > 0) {
        services.groupIsOver(graph.groups().get(group).name());
      }
      name = group > 0 ? graph.groups().get(group).name() : "";
    }
    for (int i = 0; i < graph.outDegree(vertex); i++) {
      int target = graph.target(vertex, i);
      if (failedBy[target] == NOBODY) {
        failedBy[target] = failure;
      }
      if (skipped && graph.isNeed(vertex, i) && skippedNeed[target] == null) {
        skippedNeed[target] = name;
      }
      if (--missing[target] == 0) {
        ready.add(target);
      }
    }
  }
}
