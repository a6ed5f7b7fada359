package dev.slipway.model;

/**
 * What an action touches, and so what happens to it when a build is resumed after it was interrupted.
 *
 * @since 0.1
 */
public enum Effect {
  /** The workspace and nothing else. It runs again. */
  INSIDE,
  /** Something outside the machine, in a way that may be done twice. It runs again; the journal is synced before it starts. */
  OUTSIDE_REPEATABLE,
  /** Something outside the machine that must not be done twice. It ends as errored instead of running again. */
  OUTSIDE_ONCE
}
