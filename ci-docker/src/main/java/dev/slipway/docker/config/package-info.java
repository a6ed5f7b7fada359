/**
 * The configuration of the {@code docker} command line: its file, and the credentials that it leads to. Start with {@link
 * dev.slipway.docker.config.Keyring}.
 */
@NullMarked
package dev.slipway.docker.config;

import org.jspecify.annotations.NullMarked;
