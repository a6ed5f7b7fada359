/**
 * Values to JSON and back, and values out of JSON by path. Start with {@link dev.slipway.json.Json}. The only package that
 * knows which JSON library is underneath.
 */
@NullMarked
package dev.slipway.json;

import org.jspecify.annotations.NullMarked;
