/**
 * Code from Git repositories: warm mirrors, clean checkouts, changed paths. Start with {@link dev.slipway.git.GitSource}.
 */
@NullMarked
package dev.slipway.git;

import org.jspecify.annotations.NullMarked;
