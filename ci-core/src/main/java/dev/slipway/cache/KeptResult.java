package dev.slipway.cache;

import dev.slipway.model.Artifact;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a step succeeded in an earlier build. Immutable.
 *
 * @param buildId the build that ran it
 * @param at when it had succeeded
 * @param parts what its result depends on, as phrases, each with a keyed hash
 * @param artifacts what it produced
 * @param logCut whether its log was longer than what is kept of it
 * @since 0.1
 */
public record KeptResult(
    String buildId,
    Instant at,
    SortedMap<String, String> parts,
    List<Artifact> artifacts,
    boolean logCut) {
  /** Makes a result. */
  public KeptResult {
    Objects.requireNonNull(buildId, "buildId");
    Objects.requireNonNull(at, "at");
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    artifacts = List.copyOf(artifacts);
  }
}
