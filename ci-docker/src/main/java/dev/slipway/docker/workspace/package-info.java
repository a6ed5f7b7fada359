/**
 * Copies of the workspace that steps work on: what has to be sent, what came back, and how it is merged. Knows archives and
 * files, and no engine. Start with {@link dev.slipway.docker.workspace.BuildWorkspace}.
 */
@NullMarked
package dev.slipway.docker.workspace;

import org.jspecify.annotations.NullMarked;
