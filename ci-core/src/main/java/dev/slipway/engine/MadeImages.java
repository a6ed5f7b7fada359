package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.model.LogStream;
import dev.slipway.model.Step;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.util.List;

/** Puts the images that other steps made in the place of references to them. */
final class MadeImages {
  private final BuildFacts facts;
  private final Step step;

  MadeImages(BuildFacts facts, Step step) {
    this.facts = facts;
    this.step = step;
  }

  /**
   * Returns surroundings of the step with the names of all images.
   *
   * @throws RuntimeUnavailableException if one of them cannot be used
   */
  Execution resolved(Execution execution, StepOutputPipe log) throws InterruptedException {
    if (execution.images().allMatch(image -> image.step().isEmpty())) {
      return execution;
    }
    List<Image> made = execution
        .images()
        .filter(image -> !image.step().isEmpty())
        .map(this::made)
        .distinct()
        .toList();
    KnownSecrets access =
        facts.secrets().access(progress -> log.line(LogStream.OUT, progress.sentence()));
    List<Problem> problems = facts.parts().runtimes().of(step).check(made, false, access);
    if (!problems.isEmpty()) {
      Problem first = problems.get(0);
      throw new RuntimeUnavailableException(
          first.at("step '" + step.name() + "', " + first.place()), null);
    }
    return execution.withImages(image -> image.step().isEmpty() ? image : made(image));
  }

  /** What is said of the reference counts for the image, unless its step has said it. */
  private Image made(Image reference) {
    Object output = facts.output(step.resolve(reference.step()));
    if (output instanceof Image image) {
      Image withPlatform =
          reference.platform().isEmpty() ? image : image.platform(reference.platform());
      Image.Login login = reference.login();
      return login == null ? withPlatform : withPlatform.login(login.user(), login.password());
    }
    throw new RuntimeUnavailableException(
        new Problem(
            "step '" + step.name() + "'",
            "it uses the image of step '" + reference.step() + "', which returned none",
            "an image",
            "return one in any case, or skip this step as well"),
        null);
  }
}
