package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The secrets of releases as they were when each release was made. They are kept sealed. */
final class SealedSecrets implements ReleaseSecrets {
  private final Environment environment;
  private final Records records;

  SealedSecrets(Environment environment) {
    this.environment = environment;
    this.records = environment.records();
  }

  @Override
  public Map<String, Secret> of(Release release) {
    if (release.secrets().isEmpty()) {
      return Map.of();
    }
    SealingKey key = environment.sealingKey();
    if (key == null) {
      throw new RecordsException(
          new Problem(
              place(release),
              "it has secrets, and the environment has no key",
              "the key with which they were sealed",
              "name it with sealWith"),
          null);
    }
    Map<String, String> sealed = records.parts().sealed(release.number());
    Map<String, Secret> open = new TreeMap<>();
    for (String variable : release.secrets().keySet()) {
      String text = sealed.get(variable);
      if (text == null) {
        throw new RecordsException(
            new Problem(
                place(release) + ", secret '" + variable + "'",
                "it is not kept any more",
                "what was sealed when the release was made",
                "deploy its commit again"),
            null);
      }
      open.put(variable, key.open(variable, text, place(release)));
    }
    return open;
  }

  /** Returns what masks the given secrets, and those of all releases that may be started again. */
  Redactor redactor(Collection<Secret> more) {
    List<Secret> all = new ArrayList<>(more);
    records.read().kept().forEach(release -> all.addAll(openOnes(release)));
    return Redactor.of(all);
  }

  /** A release whose secrets cannot be opened cannot be started either, and so cannot show them. */
  private Collection<Secret> openOnes(Release release) {
    try {
      return of(release).values();
    } catch (SlipwayException closed) {
      return List.of();
    }
  }

  /** Returns the marks of secrets, by which people see whether they have changed. */
  static Map<String, String> marks(Environment environment, Map<String, Secret> secrets) {
    SealingKey key = environment.sealingKey();
    Map<String, String> marks = new TreeMap<>();
    if (key != null) {
      secrets.forEach((variable, secret) -> marks.put(variable, key.mark(secret)));
    }
    return marks;
  }

  /** Seals the secrets of a new release. */
  Map<String, String> seal(Release release, Map<String, Secret> secrets) {
    SealingKey key = environment.sealingKey();
    Map<String, String> sealed = new TreeMap<>();
    if (key != null) {
      secrets.forEach((variable, secret) ->
          sealed.put(variable, key.seal(Secret.of(variable, secret.reveal()), place(release))));
    }
    return sealed;
  }

  private String place(Release release) {
    return environment + ", release " + release.number();
  }
}
