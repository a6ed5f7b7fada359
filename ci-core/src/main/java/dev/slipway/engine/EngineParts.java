package dev.slipway.engine;

import dev.slipway.artifact.ArtifactStore;
import dev.slipway.cache.CacheStore;
import dev.slipway.journal.BuildStore;
import dev.slipway.secret.SecretSource;
import dev.slipway.time.Time;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What an engine works with. Everything outside it that it touches is here, so that a simulation can take its place.
 *
 * @param time clocks, delays and threads
 * @param builds where builds are kept
 * @param artifacts where artifacts are kept
 * @param caches where directories and results are kept between builds
 * @param secrets where secrets come from
 * @param runtimes where commands run
 * @param actions what calls the Java code of steps
 * @param random jitter of retries and the ends of build ids
 * @since 0.1
 */
public record EngineParts(
    Time time,
    BuildStore builds,
    ArtifactStore artifacts,
    CacheStore caches,
    SecretSource secrets,
    Runtimes runtimes,
    ActionInvoker actions,
    RandomGenerator random) {
  /**
   * Makes the parts.
   *
   * @throws NullPointerException if one is null
   */
  public EngineParts {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(builds, "builds");
    Objects.requireNonNull(artifacts, "artifacts");
    Objects.requireNonNull(caches, "caches");
    Objects.requireNonNull(secrets, "secrets");
    Objects.requireNonNull(runtimes, "runtimes");
    Objects.requireNonNull(actions, "actions");
    Objects.requireNonNull(random, "random");
  }
}
