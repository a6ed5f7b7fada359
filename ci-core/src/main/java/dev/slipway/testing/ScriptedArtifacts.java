package dev.slipway.testing;

import dev.slipway.artifact.ArtifactException;
import dev.slipway.artifact.ArtifactStore;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Artifact;
import dev.slipway.model.Produced;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A fake artifact store: declared artifacts are there unless the test says otherwise, and have no content. */
final class ScriptedArtifacts implements ArtifactStore {
  private final Set<Produced> missing;

  ScriptedArtifacts(Set<Produced> missing) {
    this.missing = missing;
  }

  @Override
  public Optional<Artifact> store(Path workspace, Produced declared) {
    if (missing.contains(declared)) {
      return Optional.empty();
    }
    String digest = String.format(
        "sha256:%064x", (declared.name() + "\n" + declared.glob()).hashCode() & 0xffffffffL);
    return Optional.of(new Artifact(
        declared.name(), digest, List.of(new Artifact.Entry(declared.glob(), digest, 0, false))));
  }

  @Override
  public void restore(Artifact artifact, Path workspace) {
    // there is no workspace in a simulation
  }

  @Override
  public Path content(Artifact.Entry file) {
    throw new ArtifactException(
        new Problem(
            "simulation",
            "the content of '" + file.path() + "' is asked for",
            "no content",
            "script the step"),
        null);
  }

  @Override
  public void remove(Path workspace, Produced declared) {
    // there is no workspace in a simulation
  }
}
