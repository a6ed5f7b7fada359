package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.slipway.diagnostic.Problem;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"1, 1000", "2, 2000", "3, 4000", "4, 5000", "5, 5000", "2147483647, 5000"})
  void delaysDoubleUpToTheLongest(int attempt, long millis) {
    Retry retry =
        Retry.attempts(9).backoff(Duration.ofSeconds(1), Duration.ofSeconds(5)).jitter(0);
    assertThat(retry.delayAfter(attempt, new Random(1))).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void aCheckOfAServiceIsKnownByItsClassAndVersion() {
    SmokeTest shop = SmokeTest.named("shop", t -> t.get("/", r -> r.status(200)));
    SmokeTest other = SmokeTest.named("shop", t -> t.get("/", r -> r.status(404)));
    assertThat(Readiness.passes(80, shop).toString())
        .startsWith("Passes[port=80, check=dev.slipway.smoke.SmokeTest 1 ")
        .isNotEqualTo(Readiness.passes(80, other).toString());
    assertThat(Readiness.passes(80, (address, time) -> Optional.empty()))
        .hasToString("Passes[port=80, check=Java code 1]");
  }

  @Test
  void jitterStaysWithinItsShareAndUsesIt() {
    Retry retry = Retry.attempts(9).delay(Duration.ofSeconds(10)).jitter(0.2);
    Random random = new Random(7);
    long[] millis = Stream.generate(() -> retry.delayAfter(1, random).toMillis())
        .limit(10_000)
        .mapToLong(Long::longValue)
        .toArray();
    assertThat(Arrays.stream(millis).min().orElseThrow()).isBetween(8_000L, 8_100L);
    assertThat(Arrays.stream(millis).max().orElseThrow()).isBetween(11_900L, 12_000L);
  }

  @Test
  void delaysThatAreLongerThanNanosecondsCanSayAreCut() {
    Retry forever = Retry.attempts(9).delay(ChronoUnit.FOREVER.getDuration()).jitter(1);
    assertThat(forever.delayAfter(3, new Random(1))).isGreaterThan(Duration.ofDays(1));
    Retry atOnce = Retry.attempts(9).delay(Duration.ZERO).jitter(1);
    assertThat(atOnce.delayAfter(3, new Random(1))).isZero();
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void triesAgainOnlyWhatMayComeToAnotherEnd(Outcome outcome) {
    Set<Outcome> worthIt = Set.of(Outcome.FAILED, Outcome.ERRORED, Outcome.TIMED_OUT);
    Retry all = Retry.attempts(3).on(outcome, Outcome.values());
    assertThat(all.again(2, outcome)).isEqualTo(worthIt.contains(outcome));
    assertThat(all.again(3, outcome)).isFalse();
    assertThat(Retry.attempts(3).again(1, outcome)).isEqualTo(worthIt.contains(outcome));
    assertThat(Retry.attempts(3).on(Outcome.ERRORED).again(1, outcome))
        .isEqualTo(outcome == Outcome.ERRORED);
    assertThat(Retry.none().again(1, outcome)).isFalse();
  }

  static Stream<Arguments> reasons() {
    Problem problem = new Problem("disk", "full", "room", "make room");
    return Stream.of(
        reason(new Reason.Completed(), "it ran to its end"),
        reason(
            new Reason.Cached("k"),
            "the same step with the same inputs has succeeded before (key k)"),
        reason(new Reason.ExitCode(2, "make"), "it exited with code 2: make"),
        reason(
            new Reason.ExitCode(126, "make"),
            "it exited with code 126 (a program could not be executed): make"),
        reason(
            new Reason.ExitCode(127, "make"),
            "it exited with code 127 (a program was not found): make"),
        reason(new Reason.Signalled(9, "make"), "it was ended by signal 9: make"),
        reason(
            new Reason.OutOfMemory("make"), "it used more memory than it may and was ended: make"),
        reason(new Reason.Threw("IOException", "gone"), "it threw IOException: gone"),
        reason(new Reason.Threw("IOException", ""), "it threw IOException"),
        reason(new Reason.Said("no"), "no"),
        reason(
            new Reason.NotRunnable(List.of(problem)),
            "disk: full; expected room; to mend it, make room"),
        reason(
            new Reason.NotRunnable(List.of(problem, problem)),
            "2 problems: disk: full; expected room; to mend it, make room | disk: full; expected room; to mend it, make room"),
        reason(
            new Reason.OutOfTime(Reason.Limit.ATTEMPT, Duration.ofMillis(1500)),
            "an attempt took longer than its limit of 1.5s"),
        reason(
            new Reason.OutOfTime(Reason.Limit.STEP, Duration.ofMinutes(65)),
            "the step took longer than its limit of 1h 5m"),
        reason(
            new Reason.OutOfTime(Reason.Limit.BUILD, Duration.ofSeconds(90)),
            "the build took longer than its limit of 1m 30s"),
        reason(
            new Reason.OutOfTime(Reason.Limit.SILENCE, Duration.ofMillis(40)),
            "there was no output for 40ms"),
        reason(
            new Reason.OutOfTime(Reason.Limit.CLEANUP, Duration.ofSeconds(30)),
            "it was still running 30s after the build was cancelled"),
        reason(new Reason.Cancelled("by ann"), "the build was cancelled: by ann"),
        reason(
            new Reason.FailFast("lint"),
            "step 'lint' of the same group did not go well and the group is fail-fast"),
        reason(
            new Reason.Abandoned(new Reason.Cancelled("x"), Duration.ofSeconds(10)),
            "the build was cancelled: x; it ignored the request to stop for 10s and was abandoned, it may still be running"),
        reason(
            new Reason.ConditionNotMet("the branch is 'a', not 'b'"),
            "its condition does not hold: the branch is 'a', not 'b'"),
        reason(Reason.afterFailureOf("lint"), "step 'lint' before it did not go well"),
        reason(
            new Reason.NothingFailed(),
            "it runs only after a failure, and nothing before it failed"),
        reason(new Reason.NeedSkipped("lint"), "it needs 'lint', which was skipped"),
        reason(
            new Reason.WaitingForSteps(List.of("a", "b", "c", "d", "e", "f", "g")),
            "it waits for 'a', 'b', 'c', 'd', 'e' and 2 more"),
        reason(
            new Reason.WaitingForPermit("lock 'db'", List.of("build 1"), NOON),
            "it has waited since 2026-01-02T12:00:00Z for lock 'db', held by build 1"),
        reason(
            new Reason.WaitingForGate("ops", "no answer", NOON),
            "it has waited since 2026-01-02T12:00:00Z at the gate 'ops': no answer"),
        reason(new Reason.WaitingForRetry(2, NOON), "attempt 2 begins at 2026-01-02T12:00:00Z"),
        reason(
            new Reason.Running(1, NOON.plusNanos(123_456_789)),
            "it has been running since 2026-01-02T12:00:00Z"),
        reason(new Reason.Running(1, NOON), "it has been running since 2026-01-02T12:00:00Z"),
        reason(
            new Reason.Running(2, NOON),
            "its attempt 2 has been running since 2026-01-02T12:00:00Z"),
        reason(new Reason.BecauseOf("lint", new Reason.Said("no")), "step 'lint': no"));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void reasonsSayThemselves(Reason reason, String sentence) {
    assertThat(reason.sentence()).isEqualTo(sentence);
  }

  @Test
  void everyReasonIsInTheListAbove() {
    Set<Class<?>> listed = reasons().map(a -> a.get()[0].getClass()).collect(Collectors.toSet());
    assertThat(listed).isEqualTo(new HashSet<>(List.of(Reason.class.getPermittedSubclasses())));
  }

  @Test
  void pipelinesAreEqualIfTheySayTheSame() {
    assertThat(plain("a", "true"))
        .isEqualTo(plain("a", "true"))
        .hasSameHashCodeAs(plain("a", "true"));
    assertThat(plain("a", "true")).isNotEqualTo(plain("b", "true"));
    assertThat(plain("a", "true")).isNotEqualTo(plain("a", "false"));
    Call.Plain code = context -> {};
    assertThat(Pipeline.named("p", p -> p.call("x", code)))
        .isNotEqualTo(Pipeline.named("p", p -> p.call("x", code)));
    StepAction<Void> action = context -> null;
    assertThat(Pipeline.named("p", p -> p.run("x", action)))
        .isEqualTo(Pipeline.named("p", p -> p.run("x", action)));
  }

  @Test
  void pipelinesPrintAsATree() {
    Pipeline pipeline = Pipeline.named("shop", p -> {
      p.step("build", s -> s.sh("make all\n").exec("echo", "it's", "done"));
      p.parallel("checks", g -> {
        g.when(Conditions.branch("main"));
        g.step("lint", s -> s.sh("lint").when(Conditions.tag("v*")));
        g.call("java", context -> {});
      });
      p.serial("end", g -> g.step("ship", s -> s.sh("ship")));
    });
    assertThat(pipeline).hasToString("""
        pipeline shop
          build: make all: echo 'it'\\''s' done
          parallel checks (when the branch is 'main')
            lint: lint (when the tag is 'v*')
            java
          serial end
            ship: ship""");
  }

  @Test
  void revisionsAndContextsAreCopiedWithChanges() {
    Revision revision = new Revision(
        "0123456789abcdef", null, null, "Ann", "a@x", "one\r\ntwo", NOON, false, List.of());
    assertThat(revision.shortId()).isEqualTo("0123456789ab");
    assertThat(revision.subject()).isEqualTo("one");
    assertThat(Revision.of("abc", "main").subject()).isEmpty();
    BuildContext context = BuildContext.of(revision)
        .withEvent(BuildEvent.TAG)
        .withTrust(Trust.UNTRUSTED)
        .withParameter("n", 2)
        .withVariable("A", "b");
    assertThat(context.value(new Parameter<>("n", Integer.class, 1))).isEqualTo(2);
    assertThat(context.value(new Parameter<>("m", Integer.class, 1))).isEqualTo(1);
    assertThat(context.value(new Parameter<>("k", Integer.class, null))).isNull();
    assertThat(context.withRevision(Revision.of("x", "y")).environment()).containsEntry("A", "b");
  }

  @Test
  void aGateForATimeOpensWhenItHasCome() {
    Gate gate = Gate.until(NOON);
    assertThat(gate.name()).isEqualTo("not before 2026-01-02T12:00:00Z");
    assertThat(gate.ask(question(NOON.minusSeconds(5))))
        .isEqualTo(new Gate.Wait("it is not yet 2026-01-02T12:00:00Z", Duration.ofSeconds(5)));
    assertThat(gate.ask(question(NOON))).isInstanceOf(Gate.Open.class);
  }

  private static Gate.Question question(Instant now) {
    Time time = mock();
    when(time.now()).thenReturn(now);
    return new Gate.Question(
        "b", "s", BuildContext.onBranch("main"), Map.of(), Map.of(), time, now);
  }

  private static Pipeline plain(String step, String command) {
    return Pipeline.named("p", p -> p.step(step, s -> s.sh(command)));
  }

  private static Arguments reason(Reason reason, String sentence) {
    return Arguments.of(reason, sentence);
  }
}
