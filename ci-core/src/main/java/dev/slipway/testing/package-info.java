/**
 * What tests of pipelines and of runtimes are made with; needs no test framework. Authors of a runtime start with
 * {@link dev.slipway.testing.RuntimeContract}.
 */
@NullMarked
package dev.slipway.testing;

import org.jspecify.annotations.NullMarked;
