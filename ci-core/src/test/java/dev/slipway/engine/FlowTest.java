package dev.slipway.engine;

import static dev.slipway.model.Conditions.branch;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.Matrix;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs after what, by outcome and policy. */
@ExtendWith(NoLeaks.class)
class FlowTest {

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED, SUCCEEDED, SKIPPED, SUCCEEDED, SUCCEEDED",
    "FAILED, SKIPPED, SUCCEEDED, SUCCEEDED, FAILED",
    "ERRORED, SKIPPED, SUCCEEDED, SUCCEEDED, ERRORED",
    "TIMED_OUT, SKIPPED, SUCCEEDED, SUCCEEDED, TIMED_OUT",
    "CANCELLED, SKIPPED, SKIPPED, SUCCEEDED, CANCELLED"
  })
  void afterEachOutcomeTheRightStepsRun(
      Outcome first, Outcome next, Outcome onFailure, Outcome always, Outcome build) {
    SimulationResult run = afterFirst(first, false);
    assertThat(run.step("first").outcome()).isEqualTo(first);
    assertThat(run.step("next").outcome()).isEqualTo(next);
    assertThat(run.step("rollback").outcome()).isEqualTo(onFailure);
    assertThat(run.step("tidy").outcome()).isEqualTo(always);
    assertThat(run.outcome()).isEqualTo(build);
  }

  @ParameterizedTest
  @CsvSource({"FAILED", "ERRORED", "TIMED_OUT"})
  void whatMayFailChangesNothing(Outcome first) {
    SimulationResult run = afterFirst(first, true);
    assertThat(run.step("first").outcome()).isEqualTo(first);
    assertThat(run.step("next").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.step("rollback").reason()).isEqualTo(new Reason.NothingFailed());
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  private static SimulationResult afterFirst(Outcome first, boolean mayFail) {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("first", s -> {
        s.sh("first").attemptLimit(ofMinutes(5));
        if (mayFail) {
          s.mayFail();
        }
      });
      p.step("next", s -> s.sh("next"));
      p.step("rollback", s -> s.sh("rollback").onFailure());
      p.step("tidy", s -> s.sh("tidy").always());
    });
    Simulation simulation = Simulation.of(pipeline).taking("first", ofMinutes(2));
    switch (first) {
      case FAILED -> simulation.failing("first", 1);
      case ERRORED -> simulation.erroring("first", "no runtime");
      case TIMED_OUT -> simulation.taking("first", ofMinutes(6));
      case CANCELLED -> simulation.cancelledAt(ofMinutes(1));
      default -> {}
    }
    return Events.run(simulation);
  }

  @Test
  void theFirstThatWentBadExplainsTheBuildAndTheSkips() {
    SimulationResult run = run(
        p -> {
          p.parallel("both", g -> {
            g.step("slow", s -> s.sh("slow"));
            g.step("quick", s -> s.sh("quick"));
          });
          p.step("after", s -> s.sh("after"));
        },
        s -> s.taking("slow", ofMinutes(2)).failing("slow", 2).failing("quick", 3));
    assertThat(run.reason().sentence()).isEqualTo("step 'quick': it exited with code 3: quick");
    assertThat(run.step("after").reason()).isInstanceOf(Reason.AfterFailure.class);
    assertThat(run.step("after").toString())
        .isEqualTo("step 'after' was skipped: step 'quick' before it did not go well");
  }

  @Test
  void withoutFailFastTheOthersRunOn() {
    SimulationResult run = run(
        p -> p.parallel("all", g -> {
          g.step("a", s -> s.sh("a"));
          g.step("b", s -> s.sh("b"));
        }),
        s -> s.failing("a", 1).taking("b", ofMinutes(9)));
    assertThat(run.step("b").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.elapsed()).isEqualTo(ofMinutes(9));
  }

  @Test
  void failFastStopsRunningAndWaitingStepsOfItsGroupAndNoOthers() {
    SimulationResult run = run(
        p -> p.parallel("all", all -> {
          all.parallel("strict", g -> {
            g.failFast();
            g.step("bad", s -> s.sh("bad"));
            g.step("running", s -> s.sh("running").retry(Retry.attempts(3)));
            g.step("backoff", s -> s.sh("b").retry(Retry.attempts(3).delay(ofMinutes(30))));
            g.step("tidy", s -> s.sh("tidy").always());
            g.serial("chain", c -> {
              c.step("one", s -> s.sh("one"));
              c.step("two", s -> s.sh("two"));
            });
          });
          all.step("other", s -> s.sh("other"));
        }),
        s -> s.taking("bad", ofMinutes(1))
            .failing("bad", 1)
            .taking("running", ofMinutes(9))
            .failing("backoff", 1)
            .taking("tidy", ofMinutes(3))
            .taking("one", ofMinutes(9))
            .taking("other", ofMinutes(20))
            .limits(EngineLimits.forProcessors(4).withParallelism(9)));
    Reason because = new Reason.FailFast("bad");
    assertThat(run.step("running").outcome()).isEqualTo(Outcome.CANCELLED);
    assertThat(run.step("running").reason()).isEqualTo(because);
    assertThat(run.step("running").attempts()).isEqualTo(1);
    assertThat(run.step("running").duration()).isEqualTo(ofMinutes(1));
    assertThat(run.step("backoff").reason()).isEqualTo(because);
    assertThat(run.step("one").reason()).isEqualTo(because);
    assertThat(run.step("two").outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(run.step("two").reason()).isEqualTo(because);
    assertThat(run.step("tidy").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.step("other").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.reason()).isInstanceOf(Reason.BecauseOf.class);
  }

  @Test
  void nestedFailFastGroupsNameTheStepThatFailedFirst() {
    SimulationResult run = run(
        p -> p.parallel("outer", outer -> {
          outer.failFast();
          outer.parallel("inner", g -> {
            g.failFast();
            g.step("bad", s -> s.sh("bad"));
            g.step("near", s -> s.sh("near").retry(Retry.attempts(2).delay(ofMinutes(30))));
          });
          outer.step("far", s -> s.sh("far"));
        }),
        s -> s.taking("bad", ofMinutes(1))
            .failing("bad", 1)
            .failing("near", 1)
            .taking("far", ofMinutes(9)));
    assertThat(run.step("near").reason()).isEqualTo(new Reason.FailFast("bad"));
    assertThat(run.step("far").reason()).isEqualTo(new Reason.FailFast("bad"));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(1));
  }

  @Test
  void failFastDoesNotKeepARollbackFromRunning() {
    SimulationResult run = run(
        p -> {
          p.failFast();
          p.step("deploy", s -> s.sh("deploy"));
          p.step("rollback", s -> s.sh("rollback").onFailure().retry(Retry.attempts(2)));
        },
        s -> s.failing("deploy", 1).failingFirst("rollback", 1));
    assertThat(run.step("rollback").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.step("rollback").attempts()).isEqualTo(2);
  }

  @Test
  void whatMayFailStopsNoGroup() {
    SimulationResult run = run(
        p -> p.parallel("all", g -> {
          g.failFast();
          g.step("a", s -> s.sh("a").mayFail());
          g.step("b", s -> s.sh("b"));
        }),
        s -> s.failing("a", 1).taking("b", ofMinutes(1)));
    assertThat(run.step("b").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aSkipGoesOnToWhatNeedsItAndNotToWhatOnlyFollows() {
    SimulationResult run = run(
        p -> {
          p.step("publish", s -> s.sh("publish").when(branch("release")));
          p.step("follows", s -> s.sh("follows"));
          p.step("announce", s -> s.sh("announce").needs("publish"));
          p.step("always", s -> s.sh("always").always().needs("announce"));
        },
        s -> {});
    assertThat(run.step("publish").toString())
        .startsWith("step 'publish' was skipped: its condition does not hold: ");
    assertThat(run.step("follows").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.step("announce").toString())
        .isEqualTo("step 'announce' was skipped: it needs 'publish', which was skipped");
    assertThat(run.step("always").reason()).isEqualTo(new Reason.NeedSkipped("announce"));
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aGroupWhoseStepsAreAllSkippedCountsAsSkipped() {
    SimulationResult run = run(
        p -> {
          p.parallel("release", g -> {
            g.when(branch("release"));
            g.step("a", s -> s.sh("a"));
            g.step("b", s -> s.sh("b"));
          });
          p.step("after", s -> s.sh("after").needs("release"));
          p.step("rollback", s -> s.sh("r").onFailure().needs("release"));
        },
        s -> {});
    assertThat(run.step("a").outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(run.step("after").reason()).isEqualTo(new Reason.NeedSkipped("release"));
    assertThat(run.started()).isEmpty();
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void aMatrixRunsAtMostSoManyCellsAtOnce() {
    SimulationResult run = run(
        p -> p.matrix(
            "t",
            Matrix.axis("jdk", "17", "21", "25").and("os", "a", "b").atMost(2),
            (cell, s) -> s.sh("test on " + cell)),
        s -> {
          for (String jdk : new String[] {"17", "21", "25"}) {
            for (String os : new String[] {"a", "b"}) {
              s.taking("t [jdk=" + jdk + ", os=" + os + "]", ofMinutes(10));
            }
          }
        });
    assertThat(run.elapsed()).isEqualTo(ofMinutes(30));
    assertThat(run.started()).hasSize(6).first().isEqualTo("t [jdk=17, os=a]");
  }

  private static SimulationResult run(
      Consumer<PipelineBuilder> pipeline, Consumer<Simulation> how) {
    Simulation simulation = Simulation.of(Pipeline.named("p", pipeline));
    how.accept(simulation);
    return Events.run(simulation);
  }
}
