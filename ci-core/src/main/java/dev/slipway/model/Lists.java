package dev.slipway.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Small helpers on immutable lists. */
final class Lists {
  private Lists() {}

  /** Returns a list of one element and more. */
  static <T> List<T> of(T first, T[] more) {
    return Stream.concat(Stream.of(first), Arrays.stream(more)).toList();
  }
}
