/**
 * The seam to the machines on which commands run. Start with {@link dev.slipway.runtime.StepRuntime}; the process runtime, the
 * Docker runtime and the scripted one of the simulation are all held to one contract test.
 */
@NullMarked
package dev.slipway.runtime;

import org.jspecify.annotations.NullMarked;
