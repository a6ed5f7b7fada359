package dev.slipway.deploy.target;

import dev.slipway.model.Artifact;
import java.nio.file.Path;

/** The files of an image. */
record NoFiles(Artifact artifact) implements ReleaseFiles {
  @Override
  public Path content(Artifact.Entry file) {
    throw new IllegalArgumentException("an image has no file '" + file.path() + "'");
  }
}
