/**
 * Runs the commands of steps in containers of a Docker Engine. Start with {@link dev.slipway.docker.DockerRuntime}.
 */
@NullMarked
package dev.slipway.docker;

import org.jspecify.annotations.NullMarked;
