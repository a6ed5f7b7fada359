/**
 * Secret values, where they come from, and how they are kept out of everything that is written: start with
 * {@link dev.slipway.secret.Secret} and {@link dev.slipway.secret.Redactor}.
 *
 * <p>Inside, a secret is cut into pieces, each piece has several {@code Spelling}s (plain and quoted, hexadecimal, base64), and
 * one {@code Automaton} looks for all of them in a single pass.
 */
@NullMarked
package dev.slipway.secret;

import org.jspecify.annotations.NullMarked;
