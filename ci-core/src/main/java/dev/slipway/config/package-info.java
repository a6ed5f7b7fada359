/**
 * Pipelines from files in the repository, and back into files.
 */
@NullMarked
package dev.slipway.config;

import org.jspecify.annotations.NullMarked;
