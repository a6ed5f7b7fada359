/**
 * Puts releases into environments and goes back. Start with {@link dev.slipway.deploy.Environment}, then {@link
 * dev.slipway.deploy.Deploy} as a step of a pipeline and {@link dev.slipway.deploy.Deployments} for what is there and the
 * way back.
 */
@NullMarked
package dev.slipway.deploy;

import org.jspecify.annotations.NullMarked;
