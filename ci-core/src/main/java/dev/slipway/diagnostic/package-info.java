/**
 * Problems as data, and the root of every exception that Slipway throws. Start with {@link dev.slipway.diagnostic.Problem}.
 */
@NullMarked
package dev.slipway.diagnostic;

import org.jspecify.annotations.NullMarked;
