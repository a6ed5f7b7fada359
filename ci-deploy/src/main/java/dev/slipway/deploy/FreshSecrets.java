package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretVersions;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The secrets that a new release gets. Immutable. */
final class FreshSecrets {
  private final Map<String, Secret> values = new TreeMap<>();
  private final Map<String, String> marks = new TreeMap<>();
  private final @Nullable SealingKey seal;
  private final Environment environment;

  private FreshSecrets(Environment environment, @Nullable SealingKey seal) {
    this.environment = environment;
    this.seal = seal;
  }

  /**
   * Takes them from the source of the environment, whose versions are noted; without one from the pipeline, to be sealed.
   *
   * @param pipeline gives the secrets of the pipeline
   */
  static FreshSecrets of(Environment environment, Function<String, Secret> pipeline) {
    SecretVersions source = environment.secretVersions();
    SealingKey key = environment.sealingKey();
    FreshSecrets fresh = new FreshSecrets(environment, source == null ? key : null);
    environment.secrets().forEach((variable, name) -> {
      if (source != null) {
        SecretVersions.Version version = source.require(name);
        fresh.values.put(variable, version.secret());
        fresh.marks.put(variable, new SecretMark(name, version.id()).toString());
      } else if (key != null) {
        Secret secret = Secret.of(variable, pipeline.apply(name).reveal());
        fresh.values.put(variable, secret);
        fresh.marks.put(variable, key.mark(secret));
      }
    });
    return fresh;
  }

  Collection<Secret> values() {
    return values.values();
  }

  /** Returns what the release notes of each, by which people see whether it has changed. */
  Map<String, String> marks() {
    return marks;
  }

  /** Returns what has to be kept of them. */
  Map<String, String> sealed(Release release) {
    Map<String, String> sealed = new TreeMap<>();
    if (seal != null) {
      values.forEach((variable, secret) ->
          sealed.put(variable, seal.seal(secret, KeptSecrets.place(environment, release))));
    }
    return sealed;
  }
}
