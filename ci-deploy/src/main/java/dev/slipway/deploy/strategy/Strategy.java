package dev.slipway.deploy.strategy;

import java.util.Arrays;

/**
 * How a new release takes the place of the old one. Immutable.
 *
 * @since 0.1
 */
public sealed interface Strategy permits Strategy.BlueGreen, Strategy.AllAtOnce, Rolling, Canary {

  /**
   * Returns the strategy in which the new release is started beside the old one, proves itself, gets all traffic at one moment, and proves
   * itself again. The old release is there until then, so the way back takes a moment. It is the default where the target can do it.
   */
  static Strategy blueGreen() {
    return new BlueGreen();
  }

  /**
   * Returns the strategy in which the old release is stopped before the new one is started, everywhere at once. Nothing is served in between; requests wait for as long
   * as a release may take to start, where the target has a proxy of its own, as Docker hosts and the local target do. For what must not run twice at the same time.
   */
  static Strategy allAtOnce() {
    return new AllAtOnce();
  }

  /**
   * Returns the strategy in which the new release gets a growing share of the traffic, and is judged beside the old one by probes, which are the
   * checks of the environment's smoke test. For targets that can share traffic. On a way back by hand the release gets all traffic once it has passed the
   * smoke test: it is asked for because of what is served, which is then no measure.
   *
   * @param shares how many of 100 requests it gets, growing, from 1 to 99; after the last it gets all
   * @throws IllegalArgumentException if there is no share, or they do not grow from 1 to 99
   */
  static Canary canary(int... shares) {
    return Canary.of(Arrays.stream(shares).boxed().toList());
  }

  /**
   * Returns the strategy in which the places of a target, such as servers, get the new release some at a time. It is the default where releases do not run beside
   * each other.
   *
   * @param batch how many places at a time
   * @throws IllegalArgumentException if it is less than 1
   */
  static Rolling rolling(int batch) {
    return new Rolling(batch, 0);
  }

  /** The new release beside the old one, and all traffic at one moment. */
  record BlueGreen() implements Strategy {
    @Override
    public String toString() {
      return "blue-green";
    }
  }

  /** The old release stopped before the new one is started. */
  record AllAtOnce() implements Strategy {
    @Override
    public String toString() {
      return "all at once";
    }
  }
}
