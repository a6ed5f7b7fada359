package dev.slipway.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says what is different between two states of named things. */
final class Changes {
  private static final int MOST = 10;

  private Changes() {}

  /** Returns phrases such as {@code pom.xml changed}, and how many more there are beyond ten. */
  static List<String> between(SortedMap<String, String> before, SortedMap<String, String> now) {
    List<String> changes = new ArrayList<>();
    SortedMap<String, String> all = new TreeMap<>(before);
    all.putAll(now);
    for (String name : all.keySet()) {
      if (!before.containsKey(name)) {
        changes.add(name + " is new");
      } else if (!now.containsKey(name)) {
        changes.add(name + " is gone");
      } else if (!now.get(name).equals(before.get(name))) {
        changes.add(name + " changed");
      }
    }
    if (changes.size() <= MOST) {
      return changes;
    }
    List<String> first = new ArrayList<>(changes.subList(0, MOST));
    first.add((changes.size() - MOST) + " more changes");
    return first;
  }
}
