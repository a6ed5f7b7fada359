package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.model.GroupRef;
import dev.slipway.model.Outcome;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.StepRef;
import dev.slipway.run.RunEvent;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class OutputTest {
  record Image(String tag, int layers) {}

  private final List<Object> seen = new ArrayList<>();

  @Test
  void anOutputGoesToTheStepsThatDeclareIt() {
    Pipeline p = Pipeline.named("p", b -> {
      StepRef<Image> image = b.call("image", Image.class, c -> new Image("v1", 3));
      StepRef<Integer> more = b.call("more", Integer.class, image, (c, i) -> i.layers() + 1);
      b.call("use", more, (c, n) -> seen.add(n));
    });
    SimulationResult run =
        Events.run(Simulation.of(p).running("image").running("more").running("use"));
    assertThat(seen).containsExactly(4);
    assertThat(run.step("image").output()).isEqualTo(Optional.of(new Image("v1", 3)));
    assertThat(run.build().output(new StepRef<>("more", Integer.class))).contains(4);
  }

  @Test
  void anOutputThatWasNotDeclaredIsRefusedWithAHint() {
    Pipeline p = Pipeline.named("p", b -> {
      StepRef<Integer> one = b.call("one", Integer.class, c -> 1);
      b.call("use", c -> seen.add(c.input(one)));
    });
    SimulationResult run = Events.run(Simulation.of(p).returning("one", 1).running("use"));
    assertThat(run.step("use").outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.step("use").reason())
        .isEqualTo(new Reason.Threw(
            "java.lang.IllegalStateException",
            "step 'use' uses the output of step 'one' without declaring it;"
                + " declare it with input(...) of the step, or inputs() of its action"));
  }

  @Test
  void theOutputOfAStepThatMayFailIsMissedWithAClearReason() {
    Pipeline p = Pipeline.named("p", b -> {
      StepRef<Integer> one = b.call("one", Integer.class, c -> 1, s -> s.mayFail());
      b.call("use", one, (c, n) -> seen.add(n));
    });
    SimulationResult run = Events.run(Simulation.of(p)
        .returning("one", 1)
        .throwing("one", new IllegalStateException("no"))
        .running("use"));
    assertThat(run.step("use").reason())
        .isEqualTo(new Reason.Said("step 'one' returned nothing, but its output is used"));
  }

  @Test
  void outputsCrossTheBorderOfAnIncludedPipeline() {
    Pipeline inner = Pipeline.named("lib", b -> {
      StepRef<String> version = b.call("version", String.class, c -> "1.2");
      b.call("check", version, (c, v) -> seen.add(c.stepName() + " " + v));
    });
    Pipeline outer = Pipeline.named("app", b -> {
      GroupRef lib = b.include(inner);
      b.call("use", lib.step("version", String.class), (c, v) -> seen.add(c.stepName() + " " + v));
    });
    SimulationResult run = Events.run(
        Simulation.of(outer).running("lib/version").running("lib/check").running("use"));
    assertThat(seen).containsExactly("lib/check 1.2", "use 1.2");
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void parametersReachTheCode() {
    List<Parameter<?>> declared = new ArrayList<>();
    Pipeline p = Pipeline.named("p", b -> {
      Parameter<Integer> count = b.parameter("count", 2);
      Parameter<String> name = b.parameter("name", String.class);
      declared.add(name);
      b.call("use", c -> seen.add(c.parameter(name) + c.parameter(count)));
    });
    Events.run(Simulation.of(p)
        .running("use")
        .parameter(new Parameter<>("name", String.class, null), "x"));
    assertThat(seen).containsExactly("x2");
  }

  @Test
  void whatAnActionReportsIsAnEventWithinItsStep() {
    Pipeline p = Pipeline.named(
        "p", b -> b.call("ship", c -> c.report("moved", Map.of("to", "green", "requests", 12))));
    SimulationResult run = Events.run(Simulation.of(p).running("ship"));
    assertThat(run.events())
        .filteredOn(RunEvent.ActionReported.class::isInstance)
        .singleElement()
        .isEqualTo(new RunEvent.ActionReported(
            run.build().startedAt(), "ship", "moved", Map.of("to", "green", "requests", 12)));
  }

  @Test
  void aReportThatCannotBeStoredIsRefusedAndTheBuildGoesOn() {
    Pipeline p = Pipeline.named("p", b -> {
      b.call("ship", c -> c.report("moved", Map.of("x", new Object())), s -> s.mayFail());
      b.step("after", s -> s.sh("after"));
    });
    SimulationResult run = Events.run(Simulation.of(p).running("ship"));
    assertThat(run.step("ship").outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(run.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void anArtifactThatIsNotThereFailsItsStep() {
    Pipeline p =
        Pipeline.named("p", b -> b.step("a", s -> s.sh("a").produces("jar", "target/*.jar")));
    SimulationResult run = Events.run(Simulation.of(p).notProducing("a", "jar"));
    assertThat(run.step("a").reason().sentence())
        .isEqualTo("it declares the artifact 'jar', but no file matches target/*.jar");
    assertThat(Events.run(Simulation.of(p)).step("a").artifacts()).hasSize(1);
  }
}
