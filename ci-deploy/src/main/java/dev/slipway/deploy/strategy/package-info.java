/** How a new release takes the place of the old one. Start with {@link dev.slipway.deploy.strategy.Strategy}. */
@NullMarked
package dev.slipway.deploy.strategy;

import org.jspecify.annotations.NullMarked;
