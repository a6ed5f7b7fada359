package dev.slipway.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Small helpers on immutable lists. */
final class Lists {
  private Lists() {}

  /** Returns a list of one element and more; of null it says which parameter had it. */
  static <T> List<T> of(String firstName, T first, String moreName, T[] more) {
    Objects.requireNonNull(first, firstName);
    for (T element : Objects.requireNonNull(more, moreName)) {
      Objects.requireNonNull(element, moreName);
    }
    return Stream.concat(Stream.of(first), Arrays.stream(more)).toList();
  }
}
