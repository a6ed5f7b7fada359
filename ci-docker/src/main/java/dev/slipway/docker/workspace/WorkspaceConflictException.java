package dev.slipway.docker.workspace;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * A step worked on a copy of the workspace and changed paths that were changed in the workspace meanwhile. Nothing that the step
 * changed was brought to the workspace; the step is errored.
 *
 * @since 0.1
 */
public final class WorkspaceConflictException extends RuntimeUnavailableException {
  private static final long serialVersionUID = 1;
  private static final int MOST_TOLD = 5;

  private final transient List<String> paths;

  /**
   * Makes an exception.
   *
   * @param step the step whose changes were not brought
   * @param conflicts what both changed, with the end of a sentence that says who the other was
   */
  WorkspaceConflictException(String step, SortedMap<String, String> conflicts) {
    super(
        new Problem(
            "step '" + step + "'",
            "it worked on a copy of the workspace and changed " + told(conflicts),
            "parallel steps that change different paths",
            "let them write to different paths, or let one follow the other;"
                + " nothing that the step changed was brought to the workspace"),
        null);
    this.paths = List.copyOf(conflicts.keySet());
  }

  /** Returns the paths that both changed, relative to the workspace and in order; empty on one that went through Java serialization. */
  public List<String> paths() {
    return paths == null ? List.of() : paths;
  }

  private static String told(SortedMap<String, String> conflicts) {
    String first = conflicts.entrySet().stream()
        .limit(MOST_TOLD)
        .map(conflict -> "'" + conflict.getKey() + "', which " + conflict.getValue())
        .collect(Collectors.joining("; "));
    int more = conflicts.size() - MOST_TOLD;
    return more > 0 ? first + "; and " + more + " more" : first;
  }
}
