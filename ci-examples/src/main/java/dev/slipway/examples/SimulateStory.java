package dev.slipway.examples;

import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.time.Duration;
import java.util.List;

/** A pipeline of 40 minutes with retries, a time limit, a lock and a way back, run in virtual time. */
final class SimulateStory implements Story {
  @Override
  public String name() {
    return "simulate";
  }

  @Override
  public String summary() {
    return "runs a 40-minute pipeline a thousand times in virtual time and compares the runs";
  }

  @Override
  public int tell(List<String> arguments) {
    SimulationResult first = simulate();
    first.build().steps().forEach(System.out::println);
    System.out.println(first + " after " + first.elapsed());
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      if (!simulate().events().equals(first.events())) {
        System.out.println("run " + i + " was different");
        return 1;
      }
    }
    long micros = (System.nanoTime() - start) / 1_000_000;
    System.out.println("1000 more runs were the same; " + micros + " microseconds each");
    return 0;
  }

  static SimulationResult simulate() {
    return Simulation.of(pipeline())
        .taking("compile", Duration.ofMinutes(4))
        .taking("unit", Duration.ofMinutes(25))
        .taking("lint", Duration.ofMinutes(1))
        .failingFirst("lint", 2)
        .taking("integration", Duration.ofHours(2))
        .taking("deploy", Duration.ofMinutes(5))
        .failing("deploy", 1)
        .taking("roll back", Duration.ofMinutes(2))
        .run();
  }

  static Pipeline pipeline() {
    return Pipeline.named("release", p -> {
      p.step("compile", s -> s.sh("make"));
      p.parallel("tests", tests -> {
        tests.step("unit", s -> s.sh("make test"));
        tests.step("lint", s -> s.sh("make lint").retry(Retry.attempts(3)));
        tests.step(
            "integration",
            s -> s.sh("make integration").timeLimit(Duration.ofMinutes(29)).mayFail());
      });
      p.call("deploy", context -> {}, s -> s.lock("production"));
      p.call("roll back", context -> {}, s -> s.lock("production").onFailure());
    });
  }
}
