package dev.slipway.testing;

import static dev.slipway.model.Conditions.branch;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.model.StepRef;
import org.junit.jupiter.api.Test;

class SimulationTest {
  static Pipeline shop() {
    return Pipeline.named("shop", p -> {
      p.step("package", s -> s.image("maven:3").sh("mvn package").produces("jar", "target/shop.jar"));
      p.parallel("checks", checks -> {
        checks.step("unit", s -> s.image("maven:3").sh("mvn verify").timeLimit(ofMinutes(30)));
        checks.step("lint", s -> s.sh("npm run lint").retry(Retry.attempts(3)));
      });
      StepRef<String> notes = p.call("release notes", String.class, c -> "notes");
      p.call("announce", notes, (c, text) -> c.log().line(text));
      p.serial("release", r -> {
        r.when(branch("main"));
        r.call("staging", c -> {});
        r.call("production", c -> {});
      });
      p.step("clean", s -> s.sh("rm -rf x").always());
      p.step("alarm", s -> s.sh("alarm").onFailure());
    });
  }

  @Test
  void aPipelineSucceeds() {
    SimulationResult run =
        Simulation.of(shop()).taking("unit", ofMinutes(20)).returning("release notes", "x").run();
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.elapsed()).isEqualTo(ofMinutes(20));
    System.out.println(run.plan().orElseThrow());
  }

  @Test
  void aFailureSkipsWhatFollows() {
    SimulationResult run = Simulation.of(shop())
        .taking("unit", ofMinutes(40))
        .taking("lint", ofSeconds(10))
        .failing("lint", 1)
        .returning("release notes", "x")
        .run();
    assertThat(run.step("staging").reason()).isEqualTo(Reason.afterFailureOf("lint"));
    run.build().steps().forEach(System.out::println);
    System.out.println(run);
  }

  @Test
  void fast() {
    for (int j = 0; j < 10; j++) {
      long t = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        Simulation.of(shop()).taking("unit", ofMinutes(20)).taking("lint", ofSeconds(3)).failingFirst("lint", 2).returning("release notes", "x").run();
      }
      System.out.println((System.nanoTime() - t) / 100_000 / 1000.0 + " ms");
    }
  }
}
