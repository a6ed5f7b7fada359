/**
 * Executes plans: scheduling, retry, time limits, cancellation, gates, journal, resume. Start with
 * {@link dev.slipway.engine.Engine}.
 */
@NullMarked
package dev.slipway.engine;

import org.jspecify.annotations.NullMarked;
