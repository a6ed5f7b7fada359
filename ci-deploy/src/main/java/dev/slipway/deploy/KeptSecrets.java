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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secrets of releases as they were when each release was made: sealed, or in a version that their source keeps. Asks a source for each version once. Thread-safe. */
final class KeptSecrets implements ReleaseSecrets {
  private static final Logger log = LoggerFactory.getLogger(KeptSecrets.class);

  private final Environment environment;
  private final Records records;
  private final Map<String, Secret> known = new ConcurrentHashMap<>();
  private final Map<String, SlipwayException> lost = new ConcurrentHashMap<>();

  KeptSecrets(Environment environment) {
    this.environment = environment;
    this.records = environment.records();
  }

  @Override
  public Map<String, Secret> of(Release release) {
    Map<String, String> sealed = sealed(release);
    Map<String, Secret> open = new TreeMap<>();
    release
        .secrets()
        .forEach((variable, mark) -> open.put(variable, open(release, variable, mark, sealed)));
    return open;
  }

  private Map<String, String> sealed(Release release) {
    return release.secrets().values().stream().allMatch(SecretMark::isVersion)
        ? Map.of()
        : records.parts().sealed(release.number());
  }

  private Secret open(Release release, String variable, String mark, Map<String, String> sealed) {
    return SecretMark.isVersion(mark)
        ? versionedOnce(release, variable, mark)
        : unsealed(release, variable, sealed.get(variable));
  }

  /** What could not be had once is not asked for again: it would not be masked. */
  private Secret versionedOnce(Release release, String variable, String mark) {
    SlipwayException before = lost.get(mark);
    if (before != null) {
      throw before;
    }
    try {
      return known.computeIfAbsent(mark, m -> versioned(release, variable, SecretMark.of(m)));
    } catch (SlipwayException e) {
      lost.put(mark, e);
      throw e;
    }
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

  /** Returns what masks the given secrets, and those of all releases that are there: what was cut short, or could not be gone back from, may show its own too. */
  Redactor redactor(Collection<Secret> more) {
    List<Secret> all = new ArrayList<>(more);
    for (Release release : records.read().there()) {
      Map<String, String> sealed = sealed(release);
      release.secrets().forEach((variable, mark) -> {
        try {
          all.add(open(release, variable, mark, sealed));
        } catch (SlipwayException closed) {
          // a release is not started either when one of its secrets cannot be had
          log.debug("A secret of {} cannot be had", place(release), closed);
        }
      });
    }
    return Redactor.of(all);
  }

  private String place(Release release) {
    return place(environment, release);
  }

  /** Returns where the secrets of a release are kept. */
  static String place(Environment environment, Release release) {
    return environment + ", release " + release.number();
  }
}
