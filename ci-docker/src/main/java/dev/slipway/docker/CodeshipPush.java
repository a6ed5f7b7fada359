package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.config.codeship.CodeshipStep.Run;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Effect;
import dev.slipway.model.Image;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A step that pushes the image of a service, which is built first where it is not there yet. */
record CodeshipPush(CodeshipSetup setup, Push step) implements StepAction<Void> {
  @Override
  public @Nullable Void run(StepContext context) throws InterruptedException {
    CodeshipSite site = setup.site(context.buildId(), context.build());
    try {
      push(site, context);
      return null;
    } catch (SlipwayException e) {
      site.failed(step);
      for (Run cure : step.common().onFail()) {
        CodeshipOnFail.attempt(setup, site, cure, context);
      }
      throw e;
    }
  }

  private void push(CodeshipSite site, StepContext context) throws InterruptedException {
    CodeshipService service = setup.service(step.service());
    CodeshipImages images =
        new CodeshipImages(setup, site, context, step.common().credentials());
    String content = images.of(service);
    String name = step.destination() + ":" + site.facts().tag(step);
    Optional<Problem> problem = Names.destination("image_name", name);
    if (problem.isPresent()) {
      throw new StepFailedException(problem.get().at(step.common().place()).toString());
    }
    Images withLogins =
        new CodeshipLogins(setup, site, context).images(step.common().credentials());
    Image image = Image.of(engineId(content));
    new ImagePushing(setup.docker().engine(), withLogins, context, image, null).run(List.of(name));
  }

  /** The id, so that the name is neither looked up nor replaced again. */
  private String engineId(String name) {
    return String.valueOf(
        setup.docker().engine().calls().inspectImageCmd(name).exec().getId());
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
    return "1, " + step.image() + ":" + step.tag();
  }
}
