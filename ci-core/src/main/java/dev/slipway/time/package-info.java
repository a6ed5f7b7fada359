/**
 * The seam for time and threads: every clock, delay and thread of Slipway comes from a {@link dev.slipway.time.Time} that
 * is passed in, so that a simulation can put a virtual one in its place.
 */
@NullMarked
package dev.slipway.time;

import org.jspecify.annotations.NullMarked;
