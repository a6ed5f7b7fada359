package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;

/**
 * An engine was closed while a build waited at a gate. The build is not lost: it can be resumed.
 *
 * @since 0.1
 */
public final class BuildSuspendedException extends SlipwayException {
  private static final long serialVersionUID = 1;

  BuildSuspendedException(String buildId) {
    super(new Problem(
        "build " + buildId,
        "the engine was closed while the build waited at a gate",
        "an engine that is open until the build has ended",
        "resume the build by its id, in this process or another"));
  }
}
