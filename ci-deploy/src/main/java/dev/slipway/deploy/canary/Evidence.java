package dev.slipway.deploy.canary;

import java.util.Arrays;

/**
 * Evidence on one thing that is compared, gathered pair by pair. Each pair gives a number from -1 to 1: positive if the new release
 * did worse, negative if the old one did, 0 if they did alike.
 *
 * <p>Two gamblers bet on the numbers. One bets that the new release is worse; where it is not, the expected number is at most 0, and the
 * capital with which it plays cannot be expected to grow. The other bets that the new release is worse by less than a tolerance; where it
 * is worse by that or more, its capital cannot be expected to grow either. By Ville's inequality the chance that a capital which cannot be
 * expected to grow ever reaches {@code 1/a} times its start is at most {@code a}, however often it is looked at and whatever the
 * rate of errors is. As nobody knows which stake is best, each gambler splits its capital on several (A. Ramdas, P. Grünwald, V. Vovk,
 * G. Shafer, "Game-theoretic statistics and safe anytime-valid inference", 2023; I. Waudby-Smith, A. Ramdas, "Estimating means of bounded
 * random variables by betting", 2024).
 *
 * <p>For one thread.
 */
final class Evidence {
  private static final double[] STAKES = {0.1, 0.2, 0.35, 0.5, 0.7, 0.9};

  private final double tolerance;
  private final double[] worse = new double[STAKES.length];
  private final double[] good = new double[STAKES.length];
  private int pairs;
  private double sum;

  /**
   * Makes evidence without any pair.
   *
   * @param tolerance the mean from which the new release is too bad, more than 0 and at most 1
   */
  Evidence(double tolerance) {
    this.tolerance = tolerance;
    Arrays.fill(worse, 1);
    Arrays.fill(good, 1);
  }

  void add(double number) {
    pairs++;
    sum += number;
    for (int i = 0; i < STAKES.length; i++) {
      worse[i] *= 1 + STAKES[i] * number;
      good[i] *= 1 - STAKES[i] * (number - tolerance);
    }
  }

  /** Returns how many pairs were compared. */
  int pairs() {
    return pairs;
  }

  /** Returns by how much the new release did worse in the mean, from -1 to 1; 0 without a pair. */
  double mean() {
    return pairs == 0 ? 0 : sum / pairs;
  }

  /** Returns the capital of the one who bets that the new release is worse; it began with 1. */
  double forWorse() {
    return mean(worse);
  }

  /** Returns the capital of the one who bets that it is not worse by the tolerance; it began with 1. */
  double forGood() {
    return mean(good);
  }

  private static double mean(double[] capitals) {
    double all = 0;
    for (double capital : capitals) {
      all += capital;
    }
    return all / capitals.length;
  }
}
