package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Effect;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs commands when one of some steps has failed: those of a group. */
record CodeshipOnFail(CodeshipSetup setup, List<Run> steps, List<String> marks)
    implements StepAction<Void> {
  CodeshipOnFail {
    steps = List.copyOf(steps);
    marks = List.copyOf(marks);
  }

  @Override
  public @Nullable Void run(StepContext context) throws InterruptedException {
    CodeshipSite site = setup.site(context.buildId(), context.build());
    if (site.firstFailed(marks).isEmpty()) {
      context.log().line("no step of the group has failed");
      return null;
    }
    for (Run step : steps) {
      attempt(setup, site, step, context);
    }
    return null;
  }

  /** Runs a command after a failure. What goes wrong with it is told in the log: the failure before it is what counts. */
  static void attempt(CodeshipSetup setup, CodeshipSite site, Run step, StepContext context)
      throws InterruptedException {
    CodeshipBuild facts = site.facts();
    String branch = Objects.requireNonNullElse(facts.values().get("Branch"), "");
    if (step.common().skipped(branch).isPresent()) {
      return;
    }
    context.log().line("on_fail: " + String.join(" ", step.command()));
    try {
      CodeshipCommand.run(setup, site, step, context);
    } catch (SlipwayException e) {
      context.log().error("on_fail: " + e.getMessage());
    }
  }

  static List<Problem> engineProblems(CodeshipSetup setup) {
    try {
      setup.docker().engine().requireAnswer();
      return List.of();
    } catch (RuntimeUnavailableException e) {
      return e.problems();
    }
  }

  @Override
  public Effect effect() {
    return Effect.OUTSIDE_REPEATABLE;
  }
}
