/**
 * The immutable definition of a pipeline, and the words that definition, plan and result share. Start with
 * {@link dev.slipway.model.Pipeline#named} and {@link dev.slipway.model.StepAction}.
 */
@NullMarked
package dev.slipway.model;

import org.jspecify.annotations.NullMarked;
