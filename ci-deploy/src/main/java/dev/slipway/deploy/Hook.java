package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.model.StepContext;

/**
 * Something that a deployment does besides, such as changing the schema of a database. It is a part of the deploying step: its commands run where those of the step do, with the variables and secrets
 * of the step, and what they print is in its log.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Hook {

  /**
   * Does the work, on a thread of its own, which is interrupted when the step is to stop or the time is over.
   *
   * @param step the step that deploys
   * @param release the release that is deployed
   * @throws Exception if it fails; its message is the reason that people read
   */
  void run(StepContext step, Release release) throws Exception;
}
