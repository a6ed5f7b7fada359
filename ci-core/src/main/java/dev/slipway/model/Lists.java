package dev.slipway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Small helpers on immutable lists. */
final class Lists {
  private Lists() {}

  /** Returns a list of one element and more. */
  @SafeVarargs
  static <T> List<T> of(T first, T... more) {
    List<T> all = new ArrayList<>(more.length + 1);
    all.add(first);
    Collections.addAll(all, more);
    return List.copyOf(all);
  }
}
