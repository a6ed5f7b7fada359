package dev.slipway.git;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the names somebody may have meant. */
final class Similar {
  private static final int MOST_NAMES = 5;
  private static final int MOST_CANDIDATES = 5_000;

  private Similar() {}

  /** Returns {@code , similar are main, maint} with at most five names, or what there is at all, or an empty text. */
  static String hint(String wrong, Collection<String> known) {
    List<String> near = known.stream()
        .limit(MOST_CANDIDATES)
        .filter(name -> isSimilar(wrong, name))
        .sorted(Comparator.comparingInt((String name) -> distance(wrong, name))
            .thenComparing(name -> name))
        .limit(MOST_NAMES)
        .toList();
    if (!near.isEmpty()) {
      return ", similar are " + String.join(", ", near);
    }
    if (known.isEmpty()) {
      return ", there is none";
    }
    String some = known.stream().sorted().limit(MOST_NAMES).collect(Collectors.joining(", "));
    return known.size() > MOST_NAMES
        ? ", there are " + some + " and " + (known.size() - MOST_NAMES) + " more"
        : ", there are only " + some;
  }

  private static boolean isSimilar(String wrong, String name) {
    return distance(wrong, name) <= Math.max(1, wrong.length() / 3)
        || (wrong.length() > 2 && (name.contains(wrong) || wrong.contains(name)));
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
