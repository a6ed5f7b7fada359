/**
 * Runs releases as processes of this machine behind a reverse proxy within this Java virtual machine. Start with {@link
 * dev.slipway.deploy.local.LocalTarget}. The only package of its module that knows which proxy is underneath.
 */
@NullMarked
package dev.slipway.deploy.local;

import org.jspecify.annotations.NullMarked;
