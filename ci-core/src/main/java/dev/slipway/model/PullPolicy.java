package dev.slipway.model;

/**
 * When an image is fetched from its registry.
 *
 * @since 0.1
 */
public enum PullPolicy {
  /** For each build, so that a tag that was moved is noticed. */
  ALWAYS,
  /** Where it is not there yet. */
  IF_MISSING,
  /** Not at all: it has to be there. */
  NEVER
}
