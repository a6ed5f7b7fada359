package dev.slipway.deploy;

import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.model.Artifact;
import java.nio.file.Path;
import java.util.List;

/** Content of artifacts for tests. */
final class TestFiles {
  private TestFiles() {}

  /** An artifact without files. */
  static ReleaseFiles none() {
    return new ReleaseFiles() {
      @Override
      public Artifact artifact() {
        return new Artifact("app", "sha256:0", List.of());
      }

      @Override
      public Path content(Artifact.Entry file) {
        throw new AssertionError("there is no file " + file);
      }
    };
  }
}
