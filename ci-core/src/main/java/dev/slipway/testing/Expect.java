package dev.slipway.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assertions that need no test framework. */
final class Expect {
  private Expect() {}

  static void equal(String what, @Nullable Object expected, @Nullable Object found) {
    that(
        Objects.equals(expected, found),
        what + ": expected <" + expected + ">, found <" + found + ">");
  }

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Returns what the action throws, which must be of the type. */
  static <T extends Throwable> T thrown(Class<T> type, ContractBench.Action action) {
    try {
      action.run();
    } catch (Throwable e) {
      return type(type, e);
    }
    throw new AssertionError("expected " + type.getSimpleName() + ", but nothing was thrown");
  }

  static <T extends Throwable> T type(Class<T> type, @Nullable Throwable thrown) {
    if (!type.isInstance(thrown)) {
      throw new AssertionError("expected " + type.getSimpleName() + ", found " + thrown, thrown);
    }
    return type.cast(thrown);
  }
}
