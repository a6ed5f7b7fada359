package dev.slipway.testing;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a simulation was told of one step. Filled by the test before the run, only read during it. */
final class StepScript {
  Duration taking = Duration.ZERO;
  int exitCode;
  int badAttempts = Integer.MAX_VALUE;

  @Nullable
  Exception thrown;

  @Nullable
  Problem fault;

  boolean outOfMemory;
  boolean ignoresStop;
  boolean runsReally;

  @Nullable
  Object output;

  String text = "";

  @Nullable
  Duration gateOpensAfter;

  final Set<String> notProduced = new HashSet<>();

  /** Whether this attempt is one of those that go wrong. */
  boolean isBad(int attempt) {
    return attempt <= badAttempts;
  }

  /** Whether none of so many attempts of a Java step comes to its end. */
  boolean neverReturns(int attempts) {
    return badAttempts >= attempts && (exitCode != 0 || thrown != null || fault != null);
  }
}
