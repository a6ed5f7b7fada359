/** What is deployed, and what came of it, as values. Start with {@link dev.slipway.deploy.release.Release}. */
@NullMarked
package dev.slipway.deploy.release;

import org.jspecify.annotations.NullMarked;
