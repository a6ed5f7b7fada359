/**
 * Keeps the files that steps produce, by content. Start with {@link dev.slipway.artifact.ArtifactStore}.
 */
@NullMarked
package dev.slipway.artifact;

import org.jspecify.annotations.NullMarked;
