/**
 * Shows people in a terminal, or in the log of a machine, what a build does. Start with {@link
 * dev.slipway.console.ConsoleListener}.
 */
@NullMarked
package dev.slipway.console;

import org.jspecify.annotations.NullMarked;
