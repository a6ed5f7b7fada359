package dev.slipway.engine;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.Gate;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class TimeLimitTest {
  private static final Retry THREE = Retry.attempts(3).delay(ofMinutes(1)).jitter(0);

  @Test
  void anAttemptIsEndedAtItsLimitAndTheNextOneHasTheWholeOfIt() {
    Pipeline p = Pipeline.named(
        "p", b -> b.step("a", s -> s.sh("a").attemptLimit(ofMinutes(10)).retry(THREE)));
    SimulationResult run = Events.run(Simulation.of(p).taking("a", ofHours(1)));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(10 + 1 + 10 + 1 + 10));
    assertThat(run.step("a").outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(run.step("a").attempts()).isEqualTo(3);
    assertThat(run.step("a").reason().sentence())
        .isEqualTo("an attempt took longer than its limit of 10m");
  }

  @Test
  void aStepIsEndedAtTheLimitOfAllItsAttemptsAndDelays() {
    Pipeline p = Pipeline.named(
        "p", b -> b.step("a", s -> s.sh("a").timeLimit(ofMinutes(15)).retry(THREE)));
    SimulationResult run = Events.run(Simulation.of(p).taking("a", ofMinutes(6)).failing("a", 1));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(15));
    assertThat(run.step("a").attempts()).isEqualTo(3);
    assertThat(run.step("a").reason().sentence())
        .isEqualTo("the step took longer than its limit of 15m");
  }

  @Test
  void aDelayThatWouldUseUpTheLimitOfTheStepIsNotWaitedFor() {
    Pipeline p = Pipeline.named(
        "p", b -> b.step("a", s -> s.sh("a").timeLimit(ofMinutes(7)).retry(THREE)));
    SimulationResult run = Events.run(Simulation.of(p).taking("a", ofMinutes(6)).failing("a", 1));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(6));
    assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(run.step("a").attempts()).isEqualTo(1);
  }

  @Test
  void silenceIsCountedFromTheLastOutput() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.call(
            "a", TimeLimitTest::talkEveryMinuteFiveTimes, s -> s.silenceLimit(ofMinutes(2))));
    SimulationResult run = Events.run(Simulation.of(p).running("a"));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(5 + 2));
    assertThat(run.step("a").reason().sentence()).isEqualTo("there was no output for 2m");
    assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT);
  }

  private static void talkEveryMinuteFiveTimes(StepContext context) throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      context.time().sleep(ofMinutes(1));
      context.log().line("still here");
    }
    context.time().sleep(ofHours(1));
  }

  @Test
  void theLimitOfABuildStopsEverythingAndStillRunsWhatRunsInAnyCase() {
    Pipeline p = Pipeline.named("p", b -> {
      b.timeLimit(ofMinutes(30));
      b.step("a", s -> s.sh("a").retry(THREE));
      b.step("b", s -> s.sh("b"));
      b.step("tidy", s -> s.sh("tidy").always());
    });
    SimulationResult run =
        Events.run(Simulation.of(p).taking("a", ofHours(1)).taking("tidy", ofMinutes(1)));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(31));
    assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(run.reason()).isEqualTo(new Reason.OutOfTime(Reason.Limit.BUILD, ofMinutes(30)));
    assertThat(run.step("a").outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(run.step("a").attempts()).isEqualTo(1);
    assertThat(run.step("b").outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void delaysBetweenAttemptsCountForTheBuild() {
    Pipeline p = Pipeline.named("p", b -> {
      b.timeLimit(ofMinutes(5));
      b.step("a", s -> s.sh("a").retry(Retry.attempts(9).delay(ofMinutes(2)).jitter(0)));
    });
    SimulationResult run = Events.run(Simulation.of(p).failing("a", 1));
    assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(run.elapsed()).isEqualTo(ofMinutes(5));
  }

  @Test
  void waitingAtAGateCountsForNoLimit() {
    Pipeline p = Pipeline.named("p", b -> {
      b.timeLimit(ofMinutes(10));
      b.run("a", new Gated(), s -> s.timeLimit(ofMinutes(5)).attemptLimit(ofMinutes(5)));
    });
    SimulationResult run =
        Events.run(Simulation.of(p).openingGates("a", ofHours(8)).taking("a", ofMinutes(4)));
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.elapsed()).isEqualTo(ofHours(8).plusMinutes(4));
  }

  @Test
  void waitingForALockOrASlotCountsForNoLimitOfAStep() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.parallel("all", g -> {
          g.step("a", s -> s.sh("a").lock("l").timeLimit(ofMinutes(5)));
          g.step("b", s -> s.sh("b").lock("l").timeLimit(ofMinutes(5)).attemptLimit(ofMinutes(5)));
          g.step("c", s -> s.sh("c").timeLimit(ofMinutes(5)).silenceLimit(ofMinutes(5)));
          g.step("d", s -> s.sh("d").timeLimit(ofMinutes(5)).silenceLimit(ofMinutes(5)));
        }));
    SimulationResult run = Events.run(Simulation.of(p)
        .limits(EngineLimits.forProcessors(4).withParallelism(1))
        .taking("a", ofMinutes(4))
        .taking("b", ofMinutes(4))
        .taking("c", ofMinutes(4))
        .taking("d", ofMinutes(4)));
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.elapsed()).isEqualTo(ofMinutes(16));
  }

  @Test
  void aStepThatIgnoresItsLimitIsAbandonedForThatReason() {
    Pipeline p = Pipeline.named("p", b -> {
      b.call("java", c -> {}, s -> s.attemptLimit(ofMinutes(1)).mayFail().retry(THREE));
      b.step("sh", s -> s.sh("sh").attemptLimit(ofMinutes(1)));
    });
    SimulationResult run = Events.run(Simulation.of(p)
        .taking("java", ofHours(9))
        .ignoringStop("java")
        .taking("sh", ofHours(9))
        .ignoringStop("sh"));
    assertThat(run.step("java").reason().sentence())
        .isEqualTo("an attempt took longer than its limit of 1m; it ignored the request to stop for"
            + " 20s and was abandoned, it may still be running");
    assertThat(run.step("java").attempts()).isEqualTo(1);
    assertThat(run.step("java").duration()).isEqualTo(ofSeconds(80));
    assertThat(run.step("sh").duration()).isEqualTo(ofSeconds(60 + 10 + 20));
    assertThat(run.outcome()).isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void anAlwaysStepIsEndedByTheDeadlineOfItsKindAndTheNextDoesNotBegin() {
    Pipeline p = Pipeline.named("p", b -> {
      b.step("a", s -> s.sh("a"));
      b.step("tidy", s -> s.sh("tidy").always().retry(THREE));
      b.step("more", s -> s.sh("more").always());
    });
    SimulationResult run = Events.run(Simulation.of(p)
        .taking("a", ofHours(1))
        .taking("tidy", ofHours(1))
        .cancelledAt(ofMinutes(3)));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(3 + 5));
    assertThat(run.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(run.step("tidy").reason().sentence())
        .isEqualTo("it was still running 5m after the build was cancelled");
    assertThat(run.step("more").outcome()).isEqualTo(Outcome.SKIPPED);
  }

  private static final class Gated implements StepAction<Void> {
    @Override
    public Void run(StepContext context) {
      return null;
    }

    @Override
    public List<Gate> gates() {
      return List.of(new AskedGate());
    }
  }

  private static final class AskedGate implements Gate {
    @Override
    public String name() {
      return "approval";
    }

    @Override
    public Answer ask(Question question) {
      return new Wait("nobody has approved", Duration.ofHours(1));
    }
  }
}
