/**
 * Runs commands as processes of this machine and leaves none of them behind. Start with
 * {@link dev.slipway.runtime.process.ProcessRuntime}.
 */
@NullMarked
package dev.slipway.runtime.process;

import org.jspecify.annotations.NullMarked;
