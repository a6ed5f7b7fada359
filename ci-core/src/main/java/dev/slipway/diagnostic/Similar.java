package dev.slipway.diagnostic;

import java.util.Collection;
import java.util.Comparator;

/**
 * Finds the name somebody may have meant.
 *
 * @since 0.1
 */
public final class Similar {
  private static final int MOST_CANDIDATES = 5_000;

  private Similar() {}

  /**
   * Returns {@code , perhaps 'lint'} where a known name is close to the wrong one, else an empty text.
   *
   * @param wrong the name that is not known
   * @param known the names there are; of very many only some are looked at
   */
  public static String hint(String wrong, Collection<String> known) {
    return known.stream()
        .filter(name -> !name.isBlank())
        .limit(MOST_CANDIDATES)
        .min(Comparator.comparingInt((String name) -> distance(wrong, name))
            .thenComparing(name -> name))
        .filter(name -> distance(wrong, name) <= Math.max(1, wrong.length() / 3))
        .map(name -> ", perhaps '" + name + "'")
        .orElse("");
  }

  /** How many letters must be changed, added, left out or swapped with the next one. */
  private static int distance(String a, String b) {
    int[] last = new int[b.length() + 1];
    int[] above = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] free = last;
      last = above;
      above = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(above[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], last[j - 2] + 1);
        }
      }
    }
    return row[b.length()];
  }
}
