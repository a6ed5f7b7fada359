/** Brings a release to an environment, and back. */
@NullMarked
package dev.slipway.deploy;

import org.jspecify.annotations.NullMarked;
