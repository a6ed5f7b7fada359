/**
 * Regular expressions whose time grows with the text alone, so that one in a file of a repository can hold nothing up.
 */
@NullMarked
package dev.slipway.pattern;

import org.jspecify.annotations.NullMarked;
