package dev.slipway.deploy.strategy;

/**
 * The strategy in which the places of a target get the new release some at a time. Immutable.
 *
 * @param batch how many places at a time
 * @param failures how many places may fail before all go back
 * @since 0.1
 */
public record Rolling(int batch, int failures) implements Strategy {
  /**
   * Makes a strategy.
   *
   * @throws IllegalArgumentException if the batch is less than 1 or the failures are negative
   */
  public Rolling {
    if (batch < 1 || failures < 0) {
      throw new IllegalArgumentException(
          "a batch of 1 or more, and 0 failures or more; not " + batch + " and " + failures);
    }
  }

  /** Returns a copy that goes on although so many places fail; they keep or get the new release with the next deployment. */
  public Rolling failuresAllowed(int places) {
    return new Rolling(batch, places);
  }

  /** Returns the strategy in words. */
  @Override
  public String toString() {
    return "rolling by " + batch;
  }
}
