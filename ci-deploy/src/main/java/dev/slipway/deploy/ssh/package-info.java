/**
 * Releases on servers that are reached over SSH: a directory for each, a link to the one that is served. Start with {@link
 * dev.slipway.deploy.ssh.SshServers}.
 */
@NullMarked
package dev.slipway.deploy.ssh;

import org.jspecify.annotations.NullMarked;
