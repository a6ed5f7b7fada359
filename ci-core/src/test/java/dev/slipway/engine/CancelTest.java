package dev.slipway.engine;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class CancelTest {
  private static final Reason WHY = new Reason.Cancelled("the simulation says so");

  @Test
  void whatRunsIsEndedAndWhatWaitsIsSkipped() {
    Pipeline p = Pipeline.named("p", b -> {
      b.parallel("all", g -> {
        g.step("running", s -> s.sh("a").lock("l"));
        g.step("waiting", s -> s.sh("b").lock("l"));
        g.step("backoff", s -> s.sh("c").retry(Retry.attempts(3).delay(ofHours(1))));
        g.step("retried", s -> s.sh("d").retry(Retry.attempts(3)));
      });
      b.step("pending", s -> s.sh("e"));
      b.step("rollback", s -> s.sh("f").onFailure());
      b.step("tidy", s -> s.sh("g").always());
    });
    SimulationResult run = Events.run(Simulation.of(p)
        .limits(EngineLimits.forProcessors(4).withParallelism(9))
        .taking("running", ofHours(1))
        .failing("backoff", 1)
        .taking("retried", ofHours(1))
        .taking("tidy", ofMinutes(2))
        .cancelledAt(ofMinutes(10)));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(12));
    assertEnded(run, "running", Outcome.CANCELLED, 1);
    assertEnded(run, "waiting", Outcome.SKIPPED, 0);
    assertEnded(run, "backoff", Outcome.CANCELLED, 1);
    assertEnded(run, "retried", Outcome.CANCELLED, 1);
    assertEnded(run, "pending", Outcome.SKIPPED, 0);
    assertEnded(run, "rollback", Outcome.SKIPPED, 0);
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(run.reason()).isEqualTo(WHY);
  }

  private static void assertEnded(SimulationResult run, String step, Outcome how, int attempts) {
    assertThat(run.step(step).outcome()).as(step).isEqualTo(how);
    assertThat(run.step(step).reason()).as(step).isEqualTo(WHY);
    assertThat(run.step(step).attempts()).as(step).isEqualTo(attempts);
  }

  @Test
  void anAlwaysStepThatRunsIsNotTouched() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.parallel("all", g -> {
          g.step(
              "tidy",
              s ->
                  s.sh("g").always().retry(Retry.attempts(2).delay(ofMinutes(1)).jitter(0)));
          g.step("a", s -> s.sh("a"));
        }));
    SimulationResult run = Events.run(Simulation.of(p)
        .taking("tidy", ofMinutes(2))
        .failingFirst("tidy", 1)
        .taking("a", ofHours(1))
        .cancelledAt(ofMinutes(1)));
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.step("tidy").attempts()).isEqualTo(2);
    assertThat(run.elapsed()).isEqualTo(ofMinutes(5));
  }

  @Test
  void aStepThatIgnoresTheRequestIsAbandonedAndNothingIsHeardOfItAnyMore() {
    Pipeline p = Pipeline.named("p", b -> {
      b.call("deaf", context -> {
        for (int i = 0; i < 100; i++) {
          try {
            context.time().sleep(ofMinutes(1));
          } catch (InterruptedException e) {
            context.log().line("not now");
          }
          context.log().line("still here");
        }
      });
      b.step("tidy", s -> s.sh("tidy").always());
    });
    SimulationResult run = Events.run(
        Simulation.of(p).running("deaf").taking("tidy", ofMinutes(4)).cancelledAt(ofSeconds(90)));
    assertThat(run.step("deaf").outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(run.step("deaf").reason().sentence())
        .isEqualTo("the build was cancelled: the simulation says so; it ignored the request to stop"
            + " for 20s and was abandoned, it may still be running");
    assertThat(run.step("tidy").startedAt())
        .isEqualTo(Optional.of(run.step("deaf").finishedAt()));
    assertThat(run.log("deaf"))
        .extracting(line -> line.text())
        .containsExactly("still here", "not now", "still here");
  }

  @Test
  void aBuildIsCancelledOnceAndNotAfterItsEnd() {
    Pipeline p = Pipeline.named("p", b -> b.step("a", s -> s.sh("a")));
    SimulationResult run = Events.run(Simulation.of(p)
        .taking("a", ofMinutes(5))
        .at(ofMinutes(1), build -> build.cancel("first"))
        .at(ofMinutes(1), build -> build.cancel("second")));
    assertThat(run.reason()).isEqualTo(new Reason.Cancelled("first"));
    assertThat(run.events().stream().filter(RunEvent.CancelRequested.class::isInstance))
        .hasSize(1);
    List<RunEvent> events = new ArrayList<>();
    AtomicReference<Build> over = new AtomicReference<>();
    Events.run(Simulation.of(p)
        .taking("a", ofMinutes(5))
        .listener((id, event) -> events.add(event))
        .at(ofMinutes(1), over::set));
    over.get().cancel("late");
    assertThat(over.get().result().join().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(events).isNotEmpty().noneMatch(RunEvent.CancelRequested.class::isInstance);
  }
}
