/**
 * Tests of whole pipelines without a machine: the real engine under a virtual clock, with scripts in place of commands and Java
 * code. Needs no test framework. Start with {@link dev.slipway.testing.Simulation}; {@link dev.slipway.testing.RuntimeContract}
 * is for those who write a runtime.
 */
@NullMarked
package dev.slipway.testing;

import org.jspecify.annotations.NullMarked;
