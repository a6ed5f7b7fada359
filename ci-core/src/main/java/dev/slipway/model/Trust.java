package dev.slipway.model;

/**
 * Whether the code of a build is trusted. A build of a fork's pull request is not: it gets no secrets and no privileges.
 *
 * @since 0.1
 */
public enum Trust {
  /** The code comes from people who may see the secrets. */
  TRUSTED,
  /** The code may come from anybody. */
  UNTRUSTED
}
