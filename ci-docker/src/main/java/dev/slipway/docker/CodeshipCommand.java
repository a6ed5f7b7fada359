package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Command;
import dev.slipway.model.Effect;
import dev.slipway.model.Reason;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step that runs a command, and others when it has failed. */
record CodeshipCommand(CodeshipSetup setup, Run step) implements StepAction<Void> {
  @Override
  public @Nullable Void run(StepContext context) throws InterruptedException {
    CodeshipSite site = setup.site(context.buildId(), context.build());
    try {
      run(setup, site, step, context);
      return null;
    } catch (StepFailedException | RuntimeUnavailableException e) {
      site.failed(step);
      for (Run cure : step.common().onFail()) {
        CodeshipOnFail.attempt(setup, site, cure, context);
      }
      throw e;
    }
  }

  static void run(CodeshipSetup setup, CodeshipSite site, Run step, StepContext context)
      throws InterruptedException {
    CodeshipImages images =
        new CodeshipImages(setup, site, context, step.common().credentials());
    int code;
    try (CodeshipStage stage = new CodeshipStage(setup, site, context, images)) {
      code = stage.run(step.service(), step.command());
    }
    if (code != 0) {
      throw new StepFailedException(
          new Reason.ExitCode(code, new Command(step.command()).toString()));
    }
  }

  @Override
  public List<Problem> preflight(BuildContext context) {
    return CodeshipOnFail.engineProblems(setup);
  }

  @Override
  public Effect effect() {
    return Effect.OUTSIDE_REPEATABLE;
  }

  @Override
  public String version() {
    return "1, " + step.service() + ": " + new Command(step.command());
  }
}
