package dev.slipway.deploy.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stated bounds, in 10,000 simulated canaries each. The table that it prints stands in {@code docs/benchmarks.md}. */
class CanaryErrorBoundsTest {
  private static final int RUNS = 10_000;
  private static final int MOST_PAIRS = 2_000;
  private static final Observation PASSED = observation(true);
  private static final Observation FAILED = observation(false);

  private static Observation observation(boolean passed) {
    return new Observation(passed, Duration.ofMillis(20), "200");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.001, 0",
    "0.005, 0",
    "0.01, 0",
    "0, 0.02",
    "0.001, 0.02",
    "0.005, 0.02",
    "0.01, 0.02",
    "0.01, 0.05",
    "0, 0.2",
    "0.2, -0.2",
    "0.5, -0.5",
    "0.6, -0.6",
    "0.9, -0.89",
    "1, -1"
  })
  void verdictsAreWrongAtMostAsOftenAsStated(double base, double worse) {
    Verdict.Kind right = worse <= 0 ? Verdict.Kind.PROMOTE : Verdict.Kind.GO_BACK;
    SplittableRandom random = new SplittableRandom(20261126);
    int wrong = 0;
    int open = 0;
    int[] needed = new int[RUNS];
    for (int run = 0; run < RUNS; run++) {
      Verdict verdict = verdict(random.split(), base, base + worse);
      needed[run] = verdict.pairs();
      open += verdict.kind() == Verdict.Kind.KEEP_WAITING ? 1 : 0;
      wrong += verdict.kind() != right && verdict.kind() != Verdict.Kind.KEEP_WAITING ? 1 : 0;
    }
    Arrays.sort(needed);
    System.out.printf(
        "canary: old fails %.3f, new %.3f: %d wrong, %d open of %d after %d pairs; needed %d (median), %d (95 of 100)%n",
        base,
        base + worse,
        wrong,
        open,
        RUNS,
        MOST_PAIRS,
        needed[RUNS / 2],
        needed[RUNS * 95 / 100]);
    assertThat(wrong).isLessThanOrEqualTo(RUNS / 20);
    // what is still open then goes back, which is wrong for a good release
    assertThat(worse <= 0 ? wrong + open : wrong).isLessThanOrEqualTo(RUNS / 20);
  }

  /** A slow fix may be promoted because it was not found slow, or because the old release was taken for one that fails most probes. */
  @Test
  void ofAnOldReleaseThatPassesHalfOfTheProbesLatencyIsLeftOutAtMostAsOftenAsStated() {
    Observation slow = new Observation(true, Duration.ofMillis(40), "200");
    SplittableRandom random = new SplittableRandom(20261126);
    int wrong = 0;
    for (int run = 0; run < RUNS; run++) {
      CanaryJudge judge = new CanaryJudge(Tolerance.standard());
      for (int i = 0; i < MOST_PAIRS && judge.kind() == Verdict.Kind.KEEP_WAITING; i++) {
        judge.add(
            "/",
            random.nextBoolean() ? FAILED : PASSED,
            random.nextDouble() < Tolerance.standard().oftenSlower() ? slow : PASSED);
      }
      wrong += judge.kind() == Verdict.Kind.PROMOTE ? 1 : 0;
    }
    System.out.printf("canary: old fails half, new slower: %d wrong of %d%n", wrong, RUNS);
    assertThat(wrong).isLessThanOrEqualTo(2 * RUNS / 20);
  }

  private static Verdict verdict(SplittableRandom random, double oldFails, double newFails) {
    CanaryJudge judge = new CanaryJudge(Tolerance.standard());
    int pairs = 0;
    while (judge.kind() == Verdict.Kind.KEEP_WAITING && pairs < MOST_PAIRS) {
      judge.add(
          "/",
          random.nextDouble() < oldFails ? FAILED : PASSED,
          random.nextDouble() < newFails ? FAILED : PASSED);
      pairs++;
    }
    return judge.verdict();
  }
}
