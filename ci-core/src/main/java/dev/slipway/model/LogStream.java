package dev.slipway.model;

/**
 * Which of its two output streams a step wrote to.
 *
 * @since 0.1
 */
public enum LogStream {
  /** Standard output. */
  OUT,
  /** Standard error. */
  ERR
}
