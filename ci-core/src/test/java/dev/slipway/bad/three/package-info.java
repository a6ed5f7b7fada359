/** Breaks rules on purpose, for the test of the rules. */
@NullMarked
package dev.slipway.bad.three;

import org.jspecify.annotations.NullMarked;
