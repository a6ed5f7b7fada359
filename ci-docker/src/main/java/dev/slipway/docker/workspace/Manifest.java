package dev.slipway.docker.workspace;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All entries below a directory by their path, which is relative and has slashes. A directory comes before what is in it. Not
 * thread-safe.
 */
final class Manifest {
  private final NavigableMap<String, Entry> entries = new TreeMap<>();

  Manifest() {}

  Manifest(Manifest other) {
    entries.putAll(other.entries);
  }

  @Nullable
  Entry get(String path) {
    return entries.get(path);
  }

  /** Sets what lies at a path. What is no directory has nothing in it. */
  void put(String path, Entry entry) {
    entries.put(path, entry);
    if (!(entry instanceof Entry.Directory)) {
      below(path).clear();
    }
  }

  Set<String> paths() {
    return entries.keySet();
  }

  Set<Map.Entry<String, Entry>> entries() {
    return entries.entrySet();
  }

  private Map<String, Entry> below(String path) {
    // '0' follows '/'
    return entries.subMap(path + "/", path + "0");
  }

  /** Returns the path of the directory that holds this path, or null for one at the top. */
  static @Nullable String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? null : path.substring(0, slash);
  }
}
