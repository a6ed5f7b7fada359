package dev.slipway.deploy.strategy;

import dev.slipway.deploy.canary.Tolerance;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * The strategy that gives a new release a growing share of the traffic and judges it beside the old one; not on a way back by hand. Immutable.
 *
 * @param shares how many of 100 requests it gets, growing
 * @param bake how long each share lasts at least; the default is a minute
 * @param every the pause between two pairs of probes; the default is a second
 * @param limit when the release goes back if there is no verdict by then, or not every share has lasted its time; longer than all shares together; the
 *     default is an hour
 * @param tolerance from when on the new release is too bad
 * @param measurements what the application measures itself, by name: a number for the address of a release, lower is better
 * @since 0.1
 */
public record Canary(
    List<Integer> shares,
    Duration bake,
    Duration every,
    Duration limit,
    Tolerance tolerance,
    Map<String, ToDoubleFunction<URI>> measurements)
    implements Strategy {
  private static final int ALL = 100;

  /**
   * Makes a strategy.
   *
   * @throws IllegalArgumentException if there is no share, they do not grow from 1 to 99, or a time is negative
   */
  public Canary {
    shares = List.copyOf(shares);
    int before = 0;
    for (int share : shares) {
      if (share <= before || share >= ALL) {
        throw new IllegalArgumentException("shares grow from 1 to 99; " + shares + " do not");
      }
      before = share;
    }
    if (shares.isEmpty() || bake.isNegative() || every.isNegative() || limit.isNegative()) {
      throw new IllegalArgumentException("a canary has a share and times that are not negative");
    }
    Objects.requireNonNull(tolerance, "tolerance");
    measurements = Collections.unmodifiableMap(new LinkedHashMap<>(measurements));
  }

  static Canary of(List<Integer> shares) {
    return new Canary(
        shares,
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ofHours(1),
        Tolerance.standard(),
        Map.of());
  }

  /** Returns a copy in which each share lasts at least so long. */
  public Canary bake(Duration time) {
    return new Canary(shares, time, every, limit, tolerance, measurements);
  }

  /** Returns a copy with this pause between two pairs of probes. */
  public Canary probingEvery(Duration pause) {
    return new Canary(shares, bake, pause, limit, tolerance, measurements);
  }

  /** Returns a copy that goes back if there is no verdict after this time, or not every share has lasted its own. */
  public Canary atMost(Duration time) {
    return new Canary(shares, bake, every, time, tolerance, measurements);
  }

  /** Returns a copy with another tolerance. */
  public Canary tolerating(Tolerance newTolerance) {
    return new Canary(shares, bake, every, limit, newTolerance, measurements);
  }

  /**
   * Returns a copy that compares something else too.
   *
   * @param name what it is
   * @param value returns it for the address of a release, after each pair of probes; lower is better
   */
  public Canary measuring(String name, ToDoubleFunction<URI> value) {
    Map<String, ToDoubleFunction<URI>> all = new LinkedHashMap<>(measurements);
    all.put(name, Objects.requireNonNull(value, "value"));
    return new Canary(shares, bake, every, limit, tolerance, all);
  }

  /** Returns the strategy in words. */
  @Override
  public String toString() {
    return "canary by "
        + String.join(", ", shares.stream().map(share -> share + " %").toList());
  }
}
