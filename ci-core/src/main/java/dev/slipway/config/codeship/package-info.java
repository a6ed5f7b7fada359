/**
 * CodeShip Pro projects, as they are: two files become services, steps and a plan. Start with
 * {@link dev.slipway.config.codeship.CodeshipProject}.
 */
@NullMarked
package dev.slipway.config.codeship;

import org.jspecify.annotations.NullMarked;
