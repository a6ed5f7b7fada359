package dev.slipway.engine;

import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Step;
import dev.slipway.model.StepFailedException;
import java.util.Optional;

/** Finds what a step uses among what earlier steps of its build have produced. */
final class StepArtifacts {
  private StepArtifacts() {}

  /** Returns an artifact, if it was produced. */
  static Optional<Artifact> find(BuildFacts facts, Step user, ArtifactRef ref) {
    return facts.artifactsOf(user.resolve(ref.step())).stream()
        .filter(artifact -> artifact.name().equals(ref.name()))
        .findFirst();
  }

  /**
   * Returns an artifact.
   *
   * @throws StepFailedException if it was not produced
   */
  static Artifact get(BuildFacts facts, Step user, ArtifactRef ref) {
    return find(facts, user, ref)
        .orElseThrow(() -> new StepFailedException("step '" + user.resolve(ref.step())
            + "' did not produce the artifact '" + ref.name() + "'"));
  }
}
