package dev.slipway.deploy.canary;

import java.time.Duration;

/**
 * From when on a new release is too bad, and how sure a verdict has to be. Immutable.
 *
 * @param errors by what share of the probes more of them may fail, more than 0 and at most 1; the default is 0.02
 * @param slower from which factor on an answer counts as slower than the other, 1 or more; the default is 1.25
 * @param slowerBy and by how much at least; the default is 10 ms
 * @param oftenSlower in what share of the pairs more the new release may be the slower one, more than 0 and at most 1; the default is 0.2
 * @param error the highest chance of a wrong verdict, each way, more than 0 and less than 0.5; the default is 0.05
 * @since 0.1
 */
public record Tolerance(
    double errors, double slower, Duration slowerBy, double oftenSlower, double error) {

  /**
   * Makes a tolerance.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Tolerance {
    check("errors", errors, errors > 0 && errors <= 1);
    check("slower", slower, slower >= 1 && Double.isFinite(slower));
    check("slowerBy", slowerBy, !slowerBy.isNegative());
    check("oftenSlower", oftenSlower, oftenSlower > 0 && oftenSlower <= 1);
    check("error", error, error > 0 && error < 0.5);
  }

  private static void check(String name, Object value, boolean right) {
    if (!right) {
      throw new IllegalArgumentException("the tolerance '" + name + "' cannot be " + value);
    }
  }

  /** Returns the tolerance with the defaults. */
  public static Tolerance standard() {
    return new Tolerance(0.02, 1.25, Duration.ofMillis(10), 0.2, 0.05);
  }

  /** Returns a copy that allows another share of failing probes. */
  public Tolerance errors(double share) {
    return new Tolerance(share, slower, slowerBy, oftenSlower, error);
  }

  /** Returns a copy with another bound of wrong verdicts. */
  public Tolerance error(double chance) {
    return new Tolerance(errors, slower, slowerBy, oftenSlower, chance);
  }
}
