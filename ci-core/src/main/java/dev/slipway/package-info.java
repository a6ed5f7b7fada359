/**
 * CI/CD as a library. Start with {@link dev.slipway.Slipway} and {@link dev.slipway.model.Pipeline}.
 */
@NullMarked
package dev.slipway;

import org.jspecify.annotations.NullMarked;
