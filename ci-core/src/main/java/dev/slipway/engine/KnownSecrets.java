package dev.slipway.engine;

import dev.slipway.model.PullProgress;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.secret.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Gives a runtime the secrets of a build that its images name. */
record KnownSecrets(Map<String, Secret> byName, Consumer<PullProgress> ear) implements ImageAccess {
  @Override
  public Optional<Secret> secret(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  @Override
  public void progress(PullProgress progress) {
    ear.accept(progress);
  }
}
