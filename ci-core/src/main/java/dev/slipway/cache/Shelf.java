package dev.slipway.cache;

import dev.slipway.model.Trust;
import java.util.Objects;

/**
 * Where entries of one kind lie side by side, as one build sees it. Immutable.
 *
 * @param kind what the entries are: one plain word
 * @param name what they belong to, any text
 * @param trust whether the build that asks is trusted; a trusted one never sees what an untrusted one wrote
 * @since 0.1
 */
public record Shelf(String kind, String name, Trust trust) {

  /**
   * Makes a shelf.
   *
   * @throws NullPointerException if a part is null
   * @throws IllegalArgumentException if the kind is not one word of lower-case letters
   */
  public Shelf {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(trust, "trust");
    if (!kind.matches("[a-z]+")) {
      throw new IllegalArgumentException(
          "a kind is one word of lower-case letters, not '" + kind + "'");
    }
  }
}
