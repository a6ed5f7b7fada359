package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.run.RunEvent;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoLeaks.class)
class RetryTest {
  private static final Retry EXACT =
      Retry.attempts(4).backoff(Duration.ofSeconds(10), Duration.ofSeconds(30)).jitter(0);

  @Test
  void delaysDoubleUpToTheLongest() {
    SimulationResult run =
        Events.run(Simulation.of(one(EXACT)).taking("a", Duration.ofSeconds(1)).failing("a", 7));
    assertThat(run.elapsed()).isEqualTo(Duration.ofSeconds(1 + 10 + 1 + 20 + 1 + 30 + 1));
    assertThat(run.step("a").attempts()).isEqualTo(4);
    assertThat(run.step("a").outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.reason().sentence()).isEqualTo("step 'a': it exited with code 7: do a");
    assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, SUCCEEDED", "1, 2, SUCCEEDED", "3, 4, SUCCEEDED", "4, 4, FAILED"})
  void triesUntilAnAttemptGoesWell(int failures, int attempts, Outcome outcome) {
    Simulation simulation = Simulation.of(one(EXACT));
    SimulationResult run =
        Events.run(failures == 0 ? simulation : simulation.failingFirst("a", failures));
    assertThat(run.step("a").attempts()).isEqualTo(attempts);
    assertThat(run.outcome()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, FAILED, 4",
    "FAILED, ERRORED, 1",
    "FAILED, TIMED_OUT, 1",
    "ERRORED, ERRORED, 4",
    "ERRORED, FAILED, 1",
    "TIMED_OUT, TIMED_OUT, 4",
    "TIMED_OUT, FAILED, 1"
  })
  void triesAgainOnlyOnTheOutcomesItNames(Outcome on, Outcome happens, int attempts) {
    Pipeline pipeline = Pipeline.named(
        "p",
        p ->
            p.step("a", s -> s.sh("do a").retry(EXACT.on(on)).attemptLimit(Duration.ofMinutes(1))));
    Simulation simulation = Simulation.of(pipeline);
    switch (happens) {
      case FAILED -> simulation.failing("a", 1);
      case ERRORED -> simulation.erroring("a", "the engine is away");
      default -> simulation.taking("a", Duration.ofMinutes(2));
    }
    SimulationResult run = Events.run(simulation);
    assertThat(run.outcome()).isEqualTo(happens);
    assertThat(run.step("a").attempts()).isEqualTo(attempts);
  }

  @Test
  void anEndOfMemoryAndAThrownExceptionAreFailures() {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("a", s -> s.sh("do a").retry(EXACT).mayFail());
      p.call("b", context -> {}, s -> s.retry(EXACT));
    });
    SimulationResult run = Events.run(Simulation.of(pipeline)
        .runningOutOfMemory("a")
        .throwing("b", new IllegalArgumentException("no")));
    assertThat(run.step("a").attempts()).isEqualTo(4);
    assertThat(run.step("a").reason()).isEqualTo(new Reason.OutOfMemory("do a"));
    assertThat(run.step("b").attempts()).isEqualTo(4);
    assertThat(run.step("b").reason())
        .isEqualTo(new Reason.Threw("java.lang.IllegalArgumentException", "no"));
  }

  @Test
  void jitterStaysWithinBoundsAndIsTheSameForTheSameSeed() {
    Retry retry = Retry.attempts(50).delay(Duration.ofSeconds(100)).jitter(0.2);
    List<Duration> first = delays(retry, 7);
    assertThat(first)
        .hasSize(49)
        .allSatisfy(d -> assertThat(d).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(120)))
        .anySatisfy(d -> assertThat(d).isLessThan(Duration.ofSeconds(90)))
        .anySatisfy(d -> assertThat(d).isGreaterThan(Duration.ofSeconds(110)));
    assertThat(delays(retry, 7)).isEqualTo(first);
    assertThat(delays(retry, 8)).isNotEqualTo(first);
  }

  private static List<Duration> delays(Retry retry, long seed) {
    return Events.run(Simulation.of(one(retry)).seed(seed).failing("a", 1)).events().stream()
        .filter(RunEvent.AttemptFailed.class::isInstance)
        .map(RunEvent.AttemptFailed.class::cast)
        .map(event -> Duration.between(event.at(), event.next()))
        .toList();
  }

  private static Pipeline one(Retry retry) {
    return Pipeline.named("p", p -> p.step("a", s -> s.sh("do a").retry(retry)));
  }
}
