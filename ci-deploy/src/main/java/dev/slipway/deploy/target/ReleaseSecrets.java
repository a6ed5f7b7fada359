package dev.slipway.deploy.target;

import dev.slipway.deploy.release.Release;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.secret.Secret;
import java.util.Map;

/**
 * Gives a target the secrets of the releases that it starts. Whoever gets one answers for where it goes: never to a command line, a log, or a message. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ReleaseSecrets {
  /**
   * Returns the secrets of a release by the variables in which the application expects them; empty if it has none.
   *
   * @throws SlipwayException if one is not there any more, or cannot be opened
   */
  Map<String, Secret> of(Release release);

  /** Returns what has none for any release. */
  static ReleaseSecrets none() {
    return release -> Map.of();
  }
}
