package dev.slipway.functional;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.Matrix;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.run.RunEvent;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Forty minutes with retries, time-outs, locks and a rollback, a thousand times the same. */
@ExtendWith(NoLeaks.class)
class RollbackSimulationTest {
  private static final Pipeline PIPELINE = Pipeline.named("shop", p -> {
    p.timeLimit(ofHours(2));
    p.step("compile", s -> s.sh("mvn compile").retry(Retry.attempts(3)));
    p.parallel("tests", g -> {
      g.matrix(
          "unit", Matrix.axis("jdk", "17", "21", "25").atMost(2), (cell, s) -> s.sh("mvn test"));
      g.step(
          "browser",
          s ->
              s.sh("npm test").lock("display").attemptLimit(ofMinutes(5)).retry(Retry.attempts(2)));
      g.step("lint", s -> s.sh("lint").lock("display").mayFail());
    });
    p.call("deploy", c -> {}, s -> s.lock("production").timeLimit(ofMinutes(10)));
    p.call("rollback", c -> {}, s -> s.onFailure().retry(Retry.attempts(5)));
    p.step("tidy", s -> s.sh("tidy").always());
  });

  @Test
  void aThousandRunsHaveTheSameEvents() {
    List<RunEvent> first = simulate().events();
    long fastest = Long.MAX_VALUE;
    for (int i = 1; i < 1000; i++) {
      long begin = System.nanoTime();
      SimulationResult run = simulate();
      fastest = Math.min(fastest, System.nanoTime() - begin);
      assertThat(run.events()).isEqualTo(first);
    }
    System.out.println("one simulation took " + fastest / 1_000 + " us");
  }

  @Test
  void theBadDeploymentIsRolledBack() {
    SimulationResult run = simulate();
    Events.check(run.events());
    assertThat(run.elapsed()).isBetween(ofMinutes(35), ofMinutes(45));
    assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.step("compile").attempts()).isEqualTo(2);
    assertThat(run.step("browser").attempts()).isEqualTo(2);
    assertThat(run.step("rollback").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.step("rollback").attempts()).isEqualTo(3);
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  private static SimulationResult simulate() {
    return Simulation.of(PIPELINE)
        .taking("compile", ofMinutes(4))
        .erroringFirst("compile", 1)
        .taking("unit [jdk=17]", ofMinutes(9))
        .taking("unit [jdk=21]", ofMinutes(8))
        .taking("unit [jdk=25]", ofMinutes(10))
        .failingFirst("browser", 1)
        .taking("browser", ofMinutes(4))
        .failing("lint", 1)
        .taking("lint", ofMinutes(1))
        .taking("deploy", ofMinutes(7))
        .throwing("deploy", new IllegalStateException("the page answers 500"))
        .taking("rollback", ofMinutes(3))
        .failingFirst("rollback", 2)
        .throwing("rollback", new IllegalStateException("busy"))
        .taking("tidy", ofMinutes(1))
        .run();
  }
}
