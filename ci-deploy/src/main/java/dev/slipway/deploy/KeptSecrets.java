package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretVersions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The secrets of releases as they were when each release was made: sealed, or in a version that their source keeps. Asks a source for each version once. Thread-safe. */
final class KeptSecrets implements ReleaseSecrets {
  private final Environment environment;
  private final Records records;
  private final Map<String, Secret> known = new ConcurrentHashMap<>();

  KeptSecrets(Environment environment) {
    this.environment = environment;
    this.records = environment.records();
  }

  @Override
  public Map<String, Secret> of(Release release) {
    Map<String, Secret> open = new TreeMap<>();
    Map<String, String> sealed = new TreeMap<>();
    if (release.secrets().values().stream().anyMatch(mark -> !SecretMark.isVersion(mark))) {
      sealed.putAll(records.parts().sealed(release.number()));
    }
    release
        .secrets()
        .forEach((variable, mark) -> open.put(
            variable,
            SecretMark.isVersion(mark)
                ? known.computeIfAbsent(mark, m -> versioned(release, variable, SecretMark.of(m)))
                : unsealed(release, variable, sealed.get(variable))));
    return open;
  }

  private Secret versioned(Release release, String variable, SecretMark mark) {
    SecretVersions source = environment.secretVersions();
    String place = place(release) + ", secret '" + variable + "'";
    if (source == null) {
      throw new RecordsException(
          new Problem(
              place,
              "it is version " + mark.version() + " of '" + mark.name()
                  + "', and the environment has no source with versions",
              "the source that the release was made with",
              "name it with secretsFrom"),
          null);
    }
    return source
        .find(mark.name(), mark.version())
        .orElseThrow(() -> new RecordsException(
            new Problem(
                place,
                "its source does not keep version " + mark.version() + " of '" + mark.name()
                    + "' any more",
                "a version that is kept as long as the release",
                "have the source keep more versions, and deploy the commit again"),
            null));
  }

  private Secret unsealed(Release release, String variable, @Nullable String text) {
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
    if (text == null) {
      throw new RecordsException(
          new Problem(
              place(release) + ", secret '" + variable + "'",
              "it is not kept any more",
              "what was sealed when the release was made",
              "deploy its commit again"),
          null);
    }
    return key.open(variable, text, place(release));
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

  private String place(Release release) {
    return place(environment, release);
  }

  /** Returns where the secrets of a release are kept. */
  static String place(Environment environment, Release release) {
    return environment + ", release " + release.number();
  }
}
