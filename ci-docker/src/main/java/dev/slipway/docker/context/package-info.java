/**
 * What is sent to an engine to build an image: a Dockerfile and the files around it, apart from those that {@code
 * .dockerignore} excludes. Start with {@link dev.slipway.docker.context.ContextArchive}.
 */
@NullMarked
package dev.slipway.docker.context;

import org.jspecify.annotations.NullMarked;
