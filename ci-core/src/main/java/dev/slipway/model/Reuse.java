package dev.slipway.model;

import java.util.List;

/**
 * What a step takes from earlier builds. Immutable.
 *
 * @param caches directories that are kept between builds
 * @param inputs paths or glob patterns of all files that its result depends on; empty if it has to run each time
 * @since 0.1
 */
public record Reuse(List<Cache> caches, List<String> inputs) {
  private static final Reuse NOTHING = new Reuse(List.of(), List.of());

  /** Makes a description. */
  public Reuse {
    caches = List.copyOf(caches);
    inputs = List.copyOf(inputs);
  }

  /** Returns that nothing is taken. */
  public static Reuse nothing() {
    return NOTHING;
  }
}
