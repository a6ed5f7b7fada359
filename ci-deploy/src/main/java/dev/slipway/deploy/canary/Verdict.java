package dev.slipway.deploy.canary;

import java.util.Objects;

/**
 * What is to become of a canary, with the numbers behind it. Immutable.
 *
 * @param kind what is to be done
 * @param pairs how many pairs of probes were sent; those that failed on both sides count
 * @param blips how many of them failed on both sides
 * @param sentence why, with numbers
 * @since 0.1
 */
public record Verdict(Kind kind, int pairs, int blips, String sentence) {

  /** What is to be done. */
  public enum Kind {
    /** The new release is as good as the old one, within the tolerance. */
    PROMOTE,
    /** The new release is worse than the old one. */
    GO_BACK,
    /** There is not enough evidence yet. */
    KEEP_WAITING
  }

  /**
   * Makes a verdict.
   *
   * @throws NullPointerException if a part is null
   */
  public Verdict {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(sentence, "sentence");
  }
}
