package dev.slipway.secret;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Passes quickly over text in which no match begins. It looks at four bytes at every {@value #STRIDE}th place, and asks in a
 * table of hash values whether they can be near the beginning of a match. Says yes too often, never no wrongly. Immutable.
 */
final class Prefilter {
  /** How many places are decided by one look. */
  static final int STRIDE = 4;

  private static final int WINDOW = 4;
  private static final int FOLD_CASE = 0x20202020;
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] bits;
  private final int shift;

  Prefilter(List<Spelling> spellings) {
    Set<Integer> windows = new HashSet<>();
    for (Spelling spelling : spellings) {
      Place.starts(spelling).forEach(start -> collect(start, 0, windows));
    }
    int log = Math.min(20, Math.max(10, 37 - Integer.numberOfLeadingZeros(windows.size())));
    this.shift = 32 - log;
    BitSet set = new BitSet(1 << log);
    windows.forEach(window -> set.set(hash(window)));
    this.bits = Arrays.copyOf(set.toLongArray(), 1 << (log - 6));
  }

  private static void collect(Place place, int window, Set<Integer> windows) {
    place.next((form, offset, then) -> {
      int longer = window >>> 8 | (form.at(offset) | 0x20) << 24;
      if (then.length() >= WINDOW) {
        windows.add(longer);
      }
      if (then.length() < WINDOW + STRIDE - 1) {
        collect(then, longer, windows);
      }
    });
  }

  /** Returns a place at or after {@code from} before which no match begins. At least three bytes remain after it, or it is {@code from}. */
  int skip(byte[] bytes, int from, int to) {
    int last = to - (WINDOW + STRIDE - 1);
    int at = from;
    while (at <= last) {
      int hash = hash((int) INT.get(bytes, at + STRIDE - 1) | FOLD_CASE);
      if ((bits[hash >>> 6] >>> hash & 1) != 0) {
        break;
      }
      at += STRIDE;
    }
    return at;
  }

  private int hash(int window) {
    return window * 0x9E3779B1 >>> shift;
  }
}
