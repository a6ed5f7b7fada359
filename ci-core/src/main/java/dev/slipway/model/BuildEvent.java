package dev.slipway.model;

/**
 * What a build was asked for by.
 *
 * @since 0.1
 */
public enum BuildEvent {
  /** Commits arrived on a branch. */
  PUSH,
  /** A pull request was opened or changed. */
  PULL_REQUEST,
  /** A tag was made. */
  TAG,
  /** A time was reached. */
  SCHEDULE,
  /** A person or a program asked for it. */
  MANUAL
}
