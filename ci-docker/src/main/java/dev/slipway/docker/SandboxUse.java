package dev.slipway.docker;

import org.jspecify.annotations.Nullable;

/**
 * What a step has of the sandboxes.
 *
 * @param kind what it needed
 * @param sandbox the one it has, or null if there was none and it makes a network of its own
 */
record SandboxUse(Sandbox.Kind kind, @Nullable Sandbox sandbox) {}
