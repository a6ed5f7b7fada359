package dev.slipway.engine;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.Gate;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.testing.Simulation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Builds start at 2026-01-05T09:00:00Z. */
@ExtendWith(NoLeaks.class)
class ExplainTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void aStepWaitsForStepsThenRunsThenHasEnded() {
    Pipeline p = Pipeline.named("p", b -> {
      b.parallel("both", g -> {
        g.step("a", s -> s.sh("a"));
        g.step("b", s -> s.sh("b"));
      });
      b.step("c", s -> s.sh("c"));
      b.step("d", s -> s.sh("d").onFailure());
    });
    ask(Simulation.of(p).taking("a", ofMinutes(2)).taking("b", ofMinutes(4)), "c", 1, 3);
    ask(Simulation.of(p).taking("a", ofMinutes(2)), "a", 1);
    ask(
        Simulation.of(p).taking("c", ofMinutes(2)).failing("c", 3).taking("d", ofMinutes(9)),
        "c",
        3);
    ask(Simulation.of(p).taking("a", ofMinutes(2)), "b", 1);
    assertThat(said)
        .containsExactly(
            "Step 'c' is waiting: it waits for 'a', 'b'.",
            "Step 'c' is waiting: it waits for 'b'.",
            "Step 'a' is running: it has been running since 2026-01-05T09:00:00Z.",
            "Step 'c' failed: it exited with code 3: c.",
            "Step 'b' succeeded: it ran to its end.");
  }

  @Test
  void aSkippedStepSaysWhy() {
    Pipeline p = Pipeline.named("p", b -> {
      b.step("a", s -> s.sh("a"));
      b.step("b", s -> s.sh("b").onFailure());
      b.step("c", s -> s.sh("c"));
    });
    ask(Simulation.of(p).taking("c", ofMinutes(2)), "b", 1);
    assertThat(said)
        .containsExactly(
            "Step 'b' was skipped: it runs only after a failure, and nothing before it failed.");
  }

  @Test
  void aStepBetweenAttemptsSaysWhenTheNextBegins() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.step(
            "a", s -> s.sh("a").retry(Retry.attempts(2).delay(ofMinutes(10)).jitter(0))));
    ask(Simulation.of(p).taking("a", ofMinutes(2)).failing("a", 1), "a", 5, 13);
    assertThat(said)
        .containsExactly(
            "Step 'a' is waiting: attempt 2 begins at 2026-01-05T09:12:00Z.",
            "Step 'a' is running: its attempt 2 has been running since 2026-01-05T09:12:00Z.");
  }

  @Test
  void aStepThatWaitsForALockALimitOrAPlaceNamesWhoHoldsIt() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.parallel("all", g -> {
          g.step("a", s -> s.sh("a").lock("db").limit("heavy", 2));
          g.step("b", s -> s.sh("b").lock("db"));
          g.step("c", s -> s.sh("c").limit("heavy", 2));
          g.step("d", s -> s.sh("d").limit("heavy", 2));
          g.parallel("narrow", n -> {
            n.atMost(1);
            n.step("e", s -> s.sh("e"));
            n.step("f", s -> s.sh("f"));
          });
        }));
    Simulation simulation =
        Simulation.of(p).limits(EngineLimits.forProcessors(4).withParallelism(9));
    for (String step : List.of("a", "b", "c", "d", "e", "f")) {
      simulation.taking(step, ofMinutes(10));
    }
    simulation.at(
        ofMinutes(1),
        build -> List.of("b", "d", "f")
            .forEach(step -> said.add(build.explain(step).replace(build.id(), "ID"))));
    Events.run(simulation);
    String since = " is waiting: it has waited since 2026-01-05T09:00:00Z for ";
    assertThat(said)
        .containsExactly(
            "Step 'b'" + since + "the lock 'db', held by step 'a' of build ID.",
            "Step 'd'" + since
                + "the limit 'heavy', held by step 'a' of build ID, step 'c' of build ID.",
            "Step 'f'" + since
                + "a place in group 'narrow' of build ID, held by step 'e' of build ID.");
  }

  @Test
  void aStepThatWaitsForASlotNamesWhoHasThemAll() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.parallel("all", g -> {
          g.step("a", s -> s.sh("a"));
          g.step("b", s -> s.sh("b"));
        }));
    Simulation simulation = Simulation.of(p)
        .limits(EngineLimits.forProcessors(4).withParallelism(1))
        .taking("a", ofMinutes(2));
    simulation.at(ofMinutes(1), b -> said.add(b.explain("b").replace(b.id(), "ID")));
    Events.run(simulation);
    assertThat(said)
        .containsExactly(
            "Step 'b' is waiting: it has waited since 2026-01-05T09:00:00Z for a free slot"
                + " (all 1 are in use), held by step 'a' of build ID.");
  }

  @Test
  void aStepThatOnlyHasToQueueNamesWhoIsBeforeIt() {
    Pipeline p = Pipeline.named(
        "p",
        b -> b.parallel("all", g -> {
          g.step("a", s -> s.sh("a").lock("x"));
          g.step("b", s -> s.sh("b").lock("x").lock("y"));
          g.step("c", s -> s.sh("c").lock("y"));
        }));
    Simulation simulation = Simulation.of(p).taking("a", ofMinutes(2));
    simulation.at(ofMinutes(1), b -> said.add(b.explain("c").replace(b.id(), "ID")));
    Events.run(simulation);
    assertThat(said)
        .containsExactly(
            "Step 'c' is waiting: it has waited since 2026-01-05T09:00:00Z for the lock 'y',"
                + " held by step 'b' of build ID, which is next in turn.");
  }

  @Test
  void aStepAtAGateSaysWhatItWaitsFor() {
    Pipeline p = Pipeline.named("p", b -> {
      b.step("a", s -> s.sh("a"));
      b.run("ship", new AtTen());
    });
    ask(Simulation.of(p).taking("a", ofSeconds(30)), "ship", 1);
    assertThat(said)
        .containsExactly("Step 'ship' is waiting: it has waited since 2026-01-05T09:00:30Z at the"
            + " gate 'not before 2026-01-05T10:00:00Z': it is not yet 2026-01-05T10:00:00Z.");
  }

  private void ask(Simulation simulation, String step, int... minutes) {
    for (int minute : minutes) {
      simulation.at(ofMinutes(minute), build -> said.add(build.explain(step)));
    }
    Events.run(simulation);
  }

  private static final class AtTen implements StepAction<Void> {
    @Override
    public @Nullable Void run(StepContext context) {
      return null;
    }

    @Override
    public List<Gate> gates() {
      return List.of(Gate.until(Instant.parse("2026-01-05T10:00:00Z")));
    }
  }
}
