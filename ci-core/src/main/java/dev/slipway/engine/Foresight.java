package dev.slipway.engine;

import dev.slipway.model.Execution;
import dev.slipway.model.Plan;
import dev.slipway.model.Step;
import dev.slipway.model.StepGraph;
import dev.slipway.model.Trigger;
import dev.slipway.model.Work;
import dev.slipway.runtime.StepRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Tells the runtime of containers which sessions will probably be opened next: those of steps that wait for nothing but a step
 * that has just begun. Behind the build's mailbox.
 */
final class Foresight {
  private static final int MOST = 8;

  private final BuildRun build;
  private final BuildFacts facts;
  private final Plan plan;
  private final StepGraph graph;
  private final int[] missing;
  private final @Nullable StepRuntime containers;
  private int told;

  /**
   * @param missing how many edges into each vertex are open; changes as the build goes on
   */
  Foresight(BuildRun build, Plan plan, int[] missing) {
    this.build = build;
    this.facts = build.facts();
    this.plan = plan;
    this.graph = plan.pipeline().graph();
    this.missing = missing;
    boolean images =
        plan.pipeline().steps().stream().anyMatch(step -> step.execution().image() != null);
    this.containers = images ? facts.parts().runtimes().containers() : null;
  }

  void begins(int step) {
    if (containers != null) {
      told = 0;
      after(graph.vertexOf(step), containers);
    }
  }

  private void after(int vertex, StepRuntime runtime) {
    for (int i = 0; i < graph.outDegree(vertex) && told < MOST; i++) {
      int target = graph.target(vertex, i);
      if (missing[target] != 1) {
        continue;
      }
      int number = graph.stepAt(target);
      if (number < 0) {
        after(target, runtime);
      } else {
        expect(plan.pipeline().steps().get(number), number, runtime);
      }
    }
  }

  private void expect(Step step, int number, StepRuntime runtime) {
    Execution execution = facts.pins().of(step);
    boolean isKnown = execution.image() != null
        && step.flow().trigger() != Trigger.ON_FAILURE
        && execution.images().allMatch(image -> image.step().isEmpty())
        && step.work() instanceof Work.Commands;
    if (isKnown && step.reuse().inputs().isEmpty() && plan.skipped(number).isEmpty()) {
      told++;
      build.effect(() -> runtime.expect(facts.session(step, 1, execution)));
    }
  }
}
