/** Releases in containers beside each other on a Docker Engine, with a reverse proxy in front of them. */
@NullMarked
package dev.slipway.deploy.docker;

import org.jspecify.annotations.NullMarked;
