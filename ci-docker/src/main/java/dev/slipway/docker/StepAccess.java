package dev.slipway.docker;

import dev.slipway.model.PullProgress;
import dev.slipway.model.StepContext;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.secret.Secret;
import java.util.Optional;

/** What an action has for its images: the secrets it has declared, and its log. */
record StepAccess(StepContext context) implements ImageAccess {
  @Override
  public Optional<Secret> secret(String name) {
    return Optional.of(context.secret(name));
  }

  @Override
  public void progress(PullProgress progress) {
    context.log().line(progress.sentence());
  }
}
