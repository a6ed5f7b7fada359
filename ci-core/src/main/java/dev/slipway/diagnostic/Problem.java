package dev.slipway.diagnostic;

import java.util.Objects;

/**
 * One thing that is wrong, told so that the reader can mend it: where it is, what was found there, what was expected,
 * and what to do. Immutable.
 *
 * @param place where: a path a reader recognises, such as {@code pipeline 'shop', step 'unit'} or a file with line and column
 * @param found what is there
 * @param expected what should be there
 * @param remedy what the reader can do about it
 * @since 0.1
 */
public record Problem(String place, String found, String expected, String remedy) {

  /**
   * Makes a problem.
   *
   * @throws NullPointerException if a part is null
   */
  public Problem {
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(found, "found");
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** Returns the same problem at another place. */
  public Problem at(String otherPlace) {
    return new Problem(otherPlace, found, expected, remedy);
  }

  /** Returns the problem as one line: {@code place: found; expected ...; to mend it, ...}. */
  @Override
  public String toString() {
    return place + ": " + found + "; expected " + expected + "; to mend it, " + remedy;
  }
}
