/**
 * Archives for the engine that are never held whole. Knows neither what is archived nor an engine. Start with
 * {@link dev.slipway.docker.archive.GrowingArchive}.
 */
@NullMarked
package dev.slipway.docker.archive;

import org.jspecify.annotations.NullMarked;
