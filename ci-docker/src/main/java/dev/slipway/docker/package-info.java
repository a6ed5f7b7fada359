/** Runs steps in containers of a Docker Engine. */
@NullMarked
package dev.slipway.docker;

import org.jspecify.annotations.NullMarked;
