/** Short runnable stories; start at {@link dev.slipway.examples.Main}. */
@NullMarked
package dev.slipway.examples;

import org.jspecify.annotations.NullMarked;
