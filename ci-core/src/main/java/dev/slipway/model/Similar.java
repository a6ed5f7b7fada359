package dev.slipway.model;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name somebody may have meant. */
final class Similar {
  private static final int MOST_CANDIDATES = 5_000;

  private Similar() {}

  /** Returns {@code , perhaps 'lint'} where a known name is close to the wrong one, else an empty text. */
  static String hint(String wrong, Collection<String> known) {
    return known.stream()
        .filter(name -> !name.isBlank())
        .limit(MOST_CANDIDATES)
        .min(Comparator.comparingInt((String name) -> distance(wrong, name))
            .thenComparing(name -> name))
        .filter(name -> distance(wrong, name) <= Math.max(1, wrong.length() / 3))
        .map(name -> ", perhaps '" + name + "'")
        .orElse("");
  }

  /** The edit distance of Levenshtein, by rows. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
