/** Judges a new release beside the old one, without users' traffic. Start with {@link dev.slipway.deploy.canary.CanaryJudge}. */
@NullMarked
package dev.slipway.deploy.canary;

import org.jspecify.annotations.NullMarked;
