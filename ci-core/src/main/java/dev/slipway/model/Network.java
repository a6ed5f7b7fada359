package dev.slipway.model;

/**
 * What commands in a container reach over the network. Each step has a network of its own in any case: steps that run at the
 * same time cannot reach each other's ports by {@code localhost}.
 *
 * @since 0.1
 */
public enum Network {
  /** Everything that the machine of the containers reaches, and the services of the step. */
  OPEN,
  /**
   * The services of the step and nothing else. Where a service is ready by an HTTP page, the machine of the engine is reached
   * as well, because it asks for the page.
   */
  SERVICES_ONLY,
  /** Nothing. A step without a network has no services. */
  NONE
}
