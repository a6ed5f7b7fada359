/**
 * The seam to the machinery that runs releases. Start with {@link dev.slipway.deploy.target.Target}, which every kind of
 * machinery implements.
 */
@NullMarked
package dev.slipway.deploy.target;

import org.jspecify.annotations.NullMarked;
