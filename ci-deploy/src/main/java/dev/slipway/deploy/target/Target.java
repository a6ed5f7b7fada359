package dev.slipway.deploy.target;

import java.util.Set;

/**
 * The machinery that runs the releases of one environment and leads traffic to one of them. It knows nothing of smoke tests,
 * history or who may deploy. Thread-safe.
 *
 * @since 0.1
 */
public interface Target {

  /**
   * Returns what a deployment does things with, for the holder of a fencing token. The target keeps the highest token it was asked with, as long as it
   * is there itself, and refuses what is done with a lower one.
   *
   * @param token the fencing token of the lock of the environment, 1 or more
   * @param secrets gives the secrets of a release when it is started; has none where the target does not say {@link TargetAbility#SECRETS}
   * @throws StaleOwnerException if it was asked with a higher token before
   * @throws TargetException if the target cannot be reached
   */
  TargetControl control(long token, ReleaseSecrets secrets);

  /** Returns the same for an environment whose releases have no secrets. */
  default TargetControl control(long token) {
    return control(token, ReleaseSecrets.none());
  }

  /** Returns what the target can do beyond what all targets can; if nothing else is said, it puts files in place. */
  default Set<TargetAbility> abilities() {
    return Set.of(TargetAbility.FILES);
  }

  /**
   * Tells what is there. Changes nothing.
   *
   * @throws TargetException if the target cannot be reached
   */
  TargetState state();
}
