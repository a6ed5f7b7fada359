package dev.slipway.deploy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.model.StepFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A release was found bad while it was deployed; the environment serves what it served before. The step fails with a reason
 * that says which check failed and which release is served.
 *
 * @since 0.1
 */
public final class DeploymentFailedException extends StepFailedException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Deployment deployment;

  DeploymentFailedException(Deployment deployment) {
    super(deployment.reason());
    this.deployment = deployment;
  }

  /**
   * Returns what came of the deployment.
   *
   * @throws IllegalStateException if the exception went through Java serialization
   */
  public Deployment deployment() {
    if (deployment == null) {
      throw new IllegalStateException("the deployment is lost in serialization");
    }
    return deployment;
  }
}
