package dev.slipway.deploy.target;

import dev.slipway.model.Artifact;
import java.nio.file.Path;

/**
 * The content of a release's artifact. Valid during the call that it is passed to; thread-safe.
 *
 * @since 0.1
 */
public interface ReleaseFiles {

  /** Returns the artifact, which names its files with their digests. */
  Artifact artifact();

  /**
   * Returns a file on this machine that holds the content of one of the artifact's files. It must not be changed.
   *
   * @throws dev.slipway.diagnostic.SlipwayException if the content is not there any more
   */
  Path content(Artifact.Entry file);
}
