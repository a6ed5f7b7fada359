/** Benchmarks; each runs from its own {@code main}. Start with {@link dev.slipway.examples.bench.RedactorBenchmark}. */
@NullMarked
package dev.slipway.examples.bench;

import org.jspecify.annotations.NullMarked;
