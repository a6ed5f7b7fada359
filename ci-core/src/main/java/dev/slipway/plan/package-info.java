/**
 * What a pipeline would do for one revision, as a value: which steps run, which are skipped and why, in what order. Start with
 * {@link dev.slipway.plan.Plan#of}.
 */
@NullMarked
package dev.slipway.plan;

import org.jspecify.annotations.NullMarked;
