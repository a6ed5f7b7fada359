package dev.slipway.secret;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Passes quickly over text in which no match begins. It looks at four bytes at every {@value #STRIDE}nd place, and asks in a
 * table of hash values whether they can be near the beginning of a match. May say yes wrongly, never no. Immutable.
 */
final class Prefilter {
  /** How many places are decided by one look. */
  static final int STRIDE = 2;

  private static final int WINDOW = 4;
  private static final int FOLD_CASE = 0x20202020;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Table beginnings;
  private final Table near;

  Prefilter(List<Spelling> spellings) {
    Set<Integer> first = new HashSet<>();
    Set<Integer> all = new HashSet<>();
    for (Spelling spelling : spellings) {
      Place.starts(spelling).forEach(start -> collect(start, 0, first, all));
    }
    this.beginnings = new Table(first);
    this.near = new Table(all);
  }

  private static void collect(Place place, int window, Set<Integer> first, Set<Integer> all) {
    place.next((form, offset, then) -> {
      int longer = (window >>> 8) | ((form.at(offset) | 0x20) << 24);
      if (then.length() == WINDOW) {
        first.add(longer);
      }
      if (then.length() >= WINDOW) {
        all.add(longer);
      }
      if (then.length() < WINDOW + STRIDE - 1) {
        collect(then, longer, first, all);
      }
    });
  }

  /** Returns a place at or after {@code from} before which no match begins. It is before {@code to} if {@code from} is. */
  int skip(byte[] bytes, int from, int to) {
    int last = to - (WINDOW + STRIDE - 1);
    int at = from;
    while (at <= last && !near.has(window(bytes, at + STRIDE - 1))) {
      at += STRIDE;
    }
    return at;
  }

  /** Tells whether a match may begin at a place. */
  boolean mayBegin(byte[] bytes, int at, int to) {
    return at > to - WINDOW || beginnings.has(window(bytes, at));
  }

  private static int window(byte[] bytes, int at) {
    return (int) INT.get(bytes, at) | FOLD_CASE;
  }

  /** A set of hash values, one bit for each, sparsely filled. */
  private static final class Table {
    private final long[] bits;
    private final int shift;

    Table(Set<Integer> windows) {
      int log = Math.min(20, Math.max(10, 37 - Integer.numberOfLeadingZeros(windows.size())));
      this.shift = 32 - log;
      this.bits = new long[1 << (log - 6)];
      for (int window : windows) {
        int hash = hash(window);
        bits[hash >>> 6] |= 1L << hash;
      }
    }

    boolean has(int window) {
      int hash = hash(window);
      return ((bits[hash >>> 6] >>> hash) & 1) != 0;
    }

    private int hash(int window) {
      return (window * 0x9E3779B1) >>> shift;
    }
  }
}
