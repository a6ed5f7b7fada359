package dev.slipway.engine;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class PreflightTest {
  @Test
  void everythingThatIsMissingIsReportedTogetherBeforeTheFirstStep() {
    Pipeline p = Pipeline.named("p", b -> {
      b.step("a", s -> s.sh("a").secret("TOKEN").secret("OTHER"));
      b.step("b", s -> s.sh("b").secret("KEY"));
      b.run("c", new Picky());
    });
    SimulationResult run =
        Events.run(Simulation.of(p).running("c").withoutSecret("TOKEN").withoutSecret("KEY"));
    assertThat(run.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(run.started()).isEmpty();
    assertThat(run.build().steps()).isEmpty();
    assertThat(problems(run))
        .extracting(Problem::toString)
        .containsExactly(
            "step 'a': the secret 'TOKEN' is not there; expected a secret of this name;"
                + " to mend it, add it to the source of secrets",
            "step 'b': the secret 'KEY' is not there; expected a secret of this name;"
                + " to mend it, add it to the source of secrets",
            "step 'c', environment 'live': it is not known; expected one that is;"
                + " to mend it, add it");
  }

  @Test
  void aBuildThatIsNotTrustedGetsNoSecrets() {
    Pipeline p = Pipeline.named("p", b -> b.step("a", s -> s.sh("a").secret("TOKEN")));
    assertThat(problems(Events.run(Simulation.of(p).untrusted())))
        .singleElement()
        .extracting(Problem::found)
        .isEqualTo("it uses the secret 'TOKEN' in a build that is not trusted");
  }

  @Test
  void aCheckThatThrowsIsAProblemAmongTheOthers() {
    StepAction<Void> broken = new Picky() {
      @Override
      public List<Problem> preflight(BuildContext context) {
        throw new IllegalStateException("no");
      }
    };
    Pipeline p = Pipeline.named("p", b -> {
      b.run("a", broken);
      b.step("b", s -> s.sh("b").secret("KEY"));
    });
    assertThat(problems(Events.run(Simulation.of(p).running("a").withoutSecret("KEY"))))
        .extracting(Problem::found)
        .containsExactly(
            "the secret 'KEY' is not there",
            "its preflight check threw java.lang.IllegalStateException: no");
  }

  @Test
  void aParameterThatDoesNotFitIsReported() {
    Pipeline p = Pipeline.named("p", b -> {
      b.parameter("count", Integer.class);
      b.step("a", s -> s.sh("a"));
    });
    SimulationResult run = Events.run(Simulation.of(p).taking("a", ofMinutes(1)));
    assertThat(run.outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(problems(run)).extracting(Problem::found).containsExactly("no value");
  }

  private static List<Problem> problems(SimulationResult run) {
    return ((Reason.NotRunnable) run.reason()).problems();
  }

  private static class Picky implements StepAction<Void> {
    @Override
    public @Nullable Void run(StepContext context) {
      return null;
    }

    @Override
    public List<Problem> preflight(BuildContext context) {
      return List.of(new Problem("environment 'live'", "it is not known", "one that is", "add it"));
    }
  }
}
