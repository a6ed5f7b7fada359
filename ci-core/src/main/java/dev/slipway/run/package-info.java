/**
 * What happened: results, and the sealed events from which everything about a build can be told. Start with
 * {@link dev.slipway.run.BuildResult} and {@link dev.slipway.run.RunEvent}.
 */
@NullMarked
package dev.slipway.run;

import org.jspecify.annotations.NullMarked;
