package dev.slipway.engine;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import dev.slipway.run.RunEvent;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class GateTest {
  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  private int leased;
  private int givenBack;
  private final List<Instant> asked = new ArrayList<>();

  @Test
  void aTimeGateOpensAtItsTimeAlsoWhereTheCodeIsScripted() {
    Action action = new Action(List.of(Gate.until(START.plus(ofHours(1)))));
    SimulationResult run = Events.run(Simulation.of(with(action)).taking("a", ofMinutes(5)));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(65));
    assertThat(run.step("a").startedAt()).contains(START.plus(ofHours(1)));
  }

  @Test
  void aScriptedGateOpensWhenTheTestSaysSo() {
    Simulation simulation =
        Simulation.of(with(new Action(List.of(gate(q -> new Gate.Wait("x", ofMinutes(1)))))));
    assertThat(Events.run(simulation.openingGates("a", ofMinutes(7))).elapsed())
        .isEqualTo(ofMinutes(7));
    assertThat(asked).isEmpty();
  }

  @Test
  void aGateIsAskedAgainAfterTheTimeItNamedAndWhenTheBuildIsWoken() {
    Gate gate = gate(q -> q.now().isBefore(START.plus(ofMinutes(25)))
        ? new Gate.Wait("not yet", ofMinutes(10))
        : new Gate.Open(Lease.none()));
    SimulationResult run = Events.run(
        Simulation.of(with(new Action(List.of(gate)))).running("a").at(ofMinutes(15), Build::wake));
    assertThat(asked)
        .containsExactly(
            START, START.plus(ofMinutes(10)), START.plus(ofMinutes(15)), START.plus(ofMinutes(25)));
    assertThat(run.events().stream().filter(RunEvent.StepWaiting.class::isInstance))
        .hasSize(1);
  }

  @Test
  void gatesAreAskedOneAfterTheOther() {
    Gate first = gate(q -> q.now().isBefore(START.plus(ofMinutes(10)))
        ? new Gate.Wait("first", ofMinutes(10))
        : leasing());
    Action action = new Action(List.of(first, Gate.until(START.plus(ofMinutes(30)))));
    SimulationResult run = Events.run(Simulation.of(with(action)).running("a"));
    assertThat(run.elapsed()).isEqualTo(ofMinutes(30));
    assertThat(run.events().stream().filter(RunEvent.StepWaiting.class::isInstance))
        .hasSize(2);
    assertGivenBackOnce();
  }

  @Test
  void aRefusalMakesTheStepErrored() {
    Problem problem = new Problem("environment", "it is frozen", "an open one", "wait for January");
    SimulationResult run = runWith(q -> new Gate.Refused(problem));
    assertThat(run.step("a").outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(run.step("a").reason()).isEqualTo(new Reason.NotRunnable(List.of(problem)));
    assertThat(run.step("a").attempts()).isZero();
  }

  @Test
  void aGateThatThrowsOrAnswersNothingMakesTheStepErrored() {
    SimulationResult threw = runWith(q -> {
      throw new IllegalStateException("broken");
    });
    assertThat(threw.step("a").reason().sentence())
        .isEqualTo("gate 'lease': it threw java.lang.IllegalStateException: broken;"
            + " expected an answer; to mend it, mend the gate, then run the build again");
    SimulationResult nothing = runWith(GateTest::nothing);
    assertThat(nothing.step("a").reason().sentence()).contains("gate 'lease': it answered null");
  }

  @SuppressWarnings("NullAway") // what a careless gate does
  private static Gate.Answer nothing(Gate.Question question) {
    return null;
  }

  @Test
  void aGateSeesTheOutputsThatTheActionUses() {
    List<Map<StepRef<?>, Object>> seen = new ArrayList<>();
    StepRef<String> made = new StepRef<>("make", String.class);
    Gate gate = gate(q -> {
      seen.add(q.outputs());
      return new Gate.Open(Lease.none());
    });
    StepAction<Void> action = new Action(List.of(gate)) {
      @Override
      public List<StepRef<?>> inputs() {
        return List.of(made);
      }
    };
    Pipeline p = Pipeline.named("p", b -> {
      b.call("make", String.class, context -> "shop");
      b.run("a", action);
    });
    Events.run(Simulation.of(p).running("make").running("a"));
    assertThat(seen).containsExactly(Map.of(made, "shop"));
  }

  @Test
  void anActionThatCannotSayItsGatesIsErroredAndTheBuildGoesOn() {
    StepAction<Void> action = new Action(List.of()) {
      @Override
      public List<Gate> gates() {
        throw new IllegalStateException("no gates");
      }
    };
    Pipeline p = Pipeline.named("p", b -> {
      b.run("a", action, s -> s.mayFail());
      b.step("b", s -> s.sh("b"));
    });
    SimulationResult run = Events.run(Simulation.of(p).running("a"));
    assertThat(run.step("a").outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(run.step("a").reason().sentence())
        .startsWith("step 'a': asking its action for its gates threw"
            + " java.lang.IllegalStateException: no gates");
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void theLeaseIsGivenBackOnceWhenTheStepSucceeds() {
    assertThat(runWith(q -> leasing()).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertGivenBackOnce();
  }

  @Test
  void theLeaseIsHeldOverAllAttemptsAndGivenBackWhenTheStepFails() {
    Pipeline p = Pipeline.named(
        "p",
        b ->
            b.run("a", new Action(List.of(gate(q -> leasing()))), s -> s.retry(Retry.attempts(3))));
    Simulation simulation =
        Simulation.of(p).running("a").throwing("a", new IllegalStateException("no"));
    assertThat(Events.run(simulation).step("a").attempts()).isEqualTo(3);
    assertGivenBackOnce();
  }

  @Test
  void theLeaseIsGivenBackWhenTheBuildIsCancelledAtTheNextGateWhileItRunsOrWhileItIsAbandoned() {
    Gate lease = gate(q -> leasing());
    Action twoGates = new Action(List.of(lease, Gate.until(START.plus(ofHours(9)))));
    Events.run(Simulation.of(with(twoGates)).running("a").cancelledAt(ofMinutes(1)));
    assertGivenBackOnce();
    Action one = new Action(List.of(lease));
    Events.run(
        Simulation.of(with(one)).running("a").taking("a", ofHours(1)).cancelledAt(ofMinutes(1)));
    assertGivenBackOnce();
    Events.run(Simulation.of(with(one))
        .running("a")
        .taking("a", ofHours(1))
        .ignoringStop("a")
        .cancelledAt(ofMinutes(1)));
    assertGivenBackOnce();
  }

  @Test
  void aLeaseThatCannotBeGivenBackChangesNothing() {
    SimulationResult run = runWith(q -> new Gate.Open(() -> {
      throw new IllegalStateException("gone");
    }));
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  private void assertGivenBackOnce() {
    assertThat(leased).isEqualTo(1);
    assertThat(givenBack).isEqualTo(1);
    leased = 0;
    givenBack = 0;
  }

  private Gate.Open leasing() {
    leased++;
    return new Gate.Open(() -> givenBack++);
  }

  private SimulationResult runWith(Function<Gate.Question, Gate.Answer> answer) {
    return Events.run(Simulation.of(with(new Action(List.of(gate(answer))))).running("a"));
  }

  private static Pipeline with(Action action) {
    return Pipeline.named("p", b -> b.run("a", action));
  }

  private Gate gate(Function<Gate.Question, Gate.Answer> answer) {
    return new Gate() {
      @Override
      public String name() {
        return "lease";
      }

      @Override
      public Answer ask(Question question) {
        asked.add(question.now());
        return answer.apply(question);
      }
    };
  }

  private static class Action implements StepAction<Void> {
    private final List<Gate> gates;

    Action(List<Gate> gates) {
      this.gates = gates;
    }

    @Override
    public @Nullable Void run(StepContext context) {
      return null;
    }

    @Override
    public List<Gate> gates() {
      return gates;
    }
  }
}
