package dev.slipway.docker.workspace;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which step changed a path of the workspace last, by merging its copy. Guarded by the lock of its workspace. */
final class Ledger {
  private final Map<String, Change> changes = new HashMap<>();
  private long merges;

  /** Returns how many copies were merged until now. */
  long position() {
    return merges;
  }

  void merged(String step, Iterable<String> paths) {
    merges++;
    paths.forEach(path -> changes.put(path, new Change(step, merges)));
  }

  /** Returns the step that changed a path after a position, or null if none did. */
  @Nullable
  String changer(String path, long position) {
    Change change = changes.get(path);
    return change != null && change.merge > position ? change.step : null;
  }

  private record Change(String step, long merge) {}
}
