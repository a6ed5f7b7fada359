package dev.slipway.testing;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.NoLeaks;
import dev.slipway.model.Pipeline;
import dev.slipway.run.LogLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class SimulationTest {
  private final Pipeline pipeline = Pipeline.named("p", b -> {
    b.step("a", s -> s.sh("a"));
    b.call("one", Integer.class, c -> 1);
    b.call("two", Integer.class, c -> 2);
  });

  @Test
  void unknownStepsAreRefused() {
    assertThatThrownBy(() -> Simulation.of(pipeline).taking("x", ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pipeline 'p' has no step 'x', only [a, one, two]");
  }

  @Test
  void codeIsNotScriptedForAStepThatRunsCommands() {
    assertThatThrownBy(() -> Simulation.of(pipeline).returning("a", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step 'a' runs commands, not Java code");
  }

  @Test
  void outputsThatAreNotScriptedAreNamedTogether() {
    assertThatThrownBy(() -> Simulation.of(pipeline).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the output of [one, two] is not scripted; say it with returning(step, output),"
            + " or run the real code with running(step)");
  }

  @Test
  void whatAStepPrintsIsInItsLog() {
    SimulationResult run = Simulation.of(pipeline)
        .returning("one", 1)
        .running("two")
        .printing("a", "hello\nworld")
        .printing("one", "one\n")
        .run();
    assertThat(run.log("a")).extracting(LogLine::text).containsExactly("hello", "world");
    assertThat(run.log("one")).extracting(LogLine::text).containsExactly("one");
    assertThat(run.step("two").output()).contains(2);
  }
}
