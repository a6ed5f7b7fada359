package dev.slipway.deploy.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdicts on answers that are told. */
class CanaryJudgeTest {
  private static final Observation GOOD = took(20);
  private static final Observation BAD = new Observation(false, Duration.ofMillis(20), "");

  private final CanaryJudge judge = new CanaryJudge(Tolerance.standard(), "queries");

  private static Observation took(long millis) {
    return new Observation(true, Duration.ofMillis(millis), "200 text/html");
  }

  private void same(int pairs) {
    for (int i = 0; i < pairs; i++) {
      judge.add("/", GOOD, GOOD);
      judge.measured("queries", 3, 3);
    }
  }

  @Test
  void asGoodAReleaseIsPromotedAfterEnoughPairs() {
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    same(100);
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    same(200);
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.PROMOTE);
    assertThat(judge.verdict().sentence())
        .startsWith("the new release did as well, within the tolerance: errors in 300 pairs of"
            + " probes differ by +0.00 points of 100 (evidence for worse 1.00, for as good ")
        .endsWith("; it takes 40 and 20)");
  }

  @Test
  void oneThatFailsIsSentBackSoon() {
    int pairs = 0;
    while (judge.verdict().kind() == Verdict.Kind.KEEP_WAITING) {
      judge.add("/", GOOD, BAD);
      pairs++;
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(judge.verdict().sentence()).startsWith("the new release did worse: errors in ");
    assertThat(pairs).isLessThan(12);
  }

  @Test
  void whatFailsOnBothSidesIsABlip() {
    for (int i = 0; i < 1000; i++) {
      judge.add("/", BAD, BAD);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    assertThat(judge.verdict().blips()).isEqualTo(1000);
    assertThat(judge.verdict().pairs()).isEqualTo(1000);
  }

  @Test
  void whatFailsOnTheOldSideSpeaksForTheNewOne() {
    for (int i = 0; i < 20; i++) {
      judge.add("/", BAD, GOOD);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    same(250);
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.PROMOTE);
    assertThat(judge.verdict().sentence()).doesNotContain("left out");
  }

  /** Adds pairs until there is a verdict; every so many of them the old release passes, 0 for never. */
  private static Verdict ofFix(CanaryJudge fresh, int oldPassesEvery) {
    for (int i = 1; i <= 2_000 && fresh.kind() == Verdict.Kind.KEEP_WAITING; i++) {
      fresh.add("/", oldPassesEvery > 0 && i % oldPassesEvery == 0 ? GOOD : BAD, GOOD);
    }
    return fresh.verdict();
  }

  @Test
  void theFixOfAReleaseThatAlwaysFailsIsPromoted() {
    Verdict verdict = ofFix(new CanaryJudge(Tolerance.standard()), 0);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.PROMOTE);
    assertThat(verdict.pairs()).isBetween(5, 12);
    assertThat(verdict.sentence())
        .startsWith("the new release did as well, within the tolerance: errors in "
            + verdict.pairs() + " pairs of probes differ by -100.00 points of 100 (")
        .endsWith("; latency and shape of answers are left out,"
            + " as most probes fail on the old release alone");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 50})
  void soIsThatOfOneThatOftenFails(int passesEvery) {
    Verdict verdict = ofFix(new CanaryJudge(Tolerance.standard()), passesEvery);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.PROMOTE);
    assertThat(verdict.pairs()).isLessThan(600);
  }

  @Test
  void whatTheApplicationMeasuresIsWaitedForBesideAReleaseThatFails() {
    assertThat(ofFix(judge, 0).kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    assertThat(judge.verdict().sentence()).contains("queries in 0 pairs");
    for (int i = 0; i < 40; i++) {
      judge.measured("queries", 3, 3);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.PROMOTE);
  }

  @Test
  void aSlowFixOfAReleaseThatFailsHalfTheTimeIsSentBack() {
    CanaryJudge second = new CanaryJudge(Tolerance.standard());
    for (int i = 0; i < 30; i++) {
      second.add("/", BAD, took(45));
      second.add("/", took(20), took(45));
    }
    assertThat(second.verdict().kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(second.verdict().sentence()).contains("did worse: latency in 30 pairs");
  }

  @Test
  void aSlowerOneIsSentBackAndANoisyOneIsNot() {
    for (int i = 0; i < 600; i++) {
      judge.add("/", took(20 + i % 40), took(20 + (i + 20) % 40));
      judge.measured("queries", 3, 3);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.PROMOTE);
    CanaryJudge second = new CanaryJudge(Tolerance.standard());
    for (int i = 0; i < 30; i++) {
      second.add("/", took(20), took(45));
    }
    assertThat(second.verdict().kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(second.verdict().sentence()).contains("did worse: latency in 30 pairs");
  }

  @Test
  void aLittleSlowerIsNotSlower() {
    for (int i = 0; i < 300; i++) {
      judge.add("/", took(2), took(11));
      judge.measured("queries", 100, 120);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.PROMOTE);
  }

  @Test
  void anotherShapeOfAnswersIsSeenPerProbe() {
    Observation html = new Observation(true, Duration.ofMillis(20), "200 text/html");
    Observation json =
        new Observation(true, Duration.ofMillis(20), "200 application/json {id,name}");
    Observation less = new Observation(true, Duration.ofMillis(20), "200 application/json {id}");
    for (int i = 0; i < 40; i++) {
      judge.add("GET /", html, html);
      judge.add("GET /item", json, i % 2 == 0 ? less : json);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(judge.verdict().sentence()).contains("shape of answers");
  }

  @Test
  void whatTheApplicationMeasuresCounts() {
    for (int i = 0; i < 40; i++) {
      judge.add("/", GOOD, GOOD);
      judge.measured("queries", 3, 5);
    }
    assertThat(judge.verdict().kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(judge.verdict().sentence()).contains("did worse: queries");
  }

  @Test
  void wrongInputIsRefused() {
    assertThatThrownBy(() -> judge.measured("errors", 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> judge.measured("memory", 1, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> judge.measured("queries", 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CanaryJudge(Tolerance.standard(), "latency"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tolerance.standard().error(0.5))
        .hasMessage("the tolerance 'error' cannot be 0.5");
    assertThatThrownBy(() -> Tolerance.standard().errors(0))
        .hasMessage("the tolerance 'errors' cannot be 0.0");
  }
}
