package dev.slipway.deploy.target;

/**
 * Something that not every target can do.
 *
 * @since 0.1
 */
public enum TargetAbility {
  /** It can lead a share of the traffic to a release, as a canary needs it. */
  SHARE_TRAFFIC
}
