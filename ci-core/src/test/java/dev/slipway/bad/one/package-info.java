/** Breaks rules on purpose, for the test of the rules. */
@NullMarked
package dev.slipway.bad.one;

import org.jspecify.annotations.NullMarked;
