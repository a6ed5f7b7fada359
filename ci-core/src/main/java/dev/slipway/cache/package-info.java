/**
 * Keeps directories and results of steps between builds. Start with {@link dev.slipway.cache.CacheStore}.
 */
@NullMarked
package dev.slipway.cache;

import org.jspecify.annotations.NullMarked;
