package dev.slipway.testing;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.NoLeaks;
import dev.slipway.model.Cache;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.run.LogLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
  void nothingIsTakenFromEarlierBuildsAndNothingIsKept() {
    Pipeline cached = Pipeline.named(
        "p",
        p -> p.step(
            "a",
            s -> s.sh("make")
                .image("app")
                .inputs("src/**")
                .produces("jar", "app.jar")
                .cache(Cache.of("maven", "m2").keyedBy("pom.xml"))));
    for (int i = 0; i < 2; i++) {
      SimulationResult run = Simulation.of(cached).printing("a", "compiling").run();
      assertThat(run.log("a")).extracting(LogLine::text).containsExactly("compiling");
      assertThat(run.step("a").reason()).isEqualTo(new Reason.Completed());
      assertThat(run.step("a").images().get("app")).matches("sha256:[0-9a-f]{64}");
    }
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

  static Stream<Arguments> wrongScripts() {
    return Stream.of(
        wrong(
            "the output of step 'one' is of type java.lang.Integer, not java.lang.String",
            s -> s.returning("one", "1")),
        wrong("step 'plain' has no output", s -> s.returning("plain", 1)),
        wrong(
            "no step of pipeline 'wrong' declares secret 'TOKN', only [KEY, TOKEN]",
            s -> s.withoutSecret("TOKN")),
        wrong("step 'a' declares no artifact 'jra', only [jar]", s -> s.notProducing("a", "jra")),
        wrong(
            "step 'one' declares no artifact 'jar', and none at all",
            s -> s.notProducing("one", "jar")),
        wrong("a duration of PT-1S is negative", s -> s.taking("a", ofSeconds(-1))),
        wrong("a duration of PT-1S is negative", s -> s.openingGates("one", ofSeconds(-1))),
        wrong("a time of PT-1S is negative", s -> s.at(ofSeconds(-1), build -> {})),
        wrong("a time of PT-1S is negative", s -> s.cancelledAt(ofSeconds(-1))),
        wrong("a step with exit code 0 does not fail; name another one", s -> s.failing("a", 0)),
        wrong("0 attempts do not go wrong; the number is 1 or more", s -> s.failingFirst("a", 0)),
        wrong(
            "-1 attempts do not go wrong; the number is 1 or more", s -> s.erroringFirst("a", -1)));
  }

  @ParameterizedTest
  @MethodSource("wrongScripts")
  void scriptsThatDoNotFitThePipelineAreRefused(String message, Consumer<Simulation> script) {
    Simulation simulation = Simulation.of(Pipeline.named("wrong", b -> {
      b.step("a", s -> s.sh("a").secret("TOKEN").produces("jar", "a.jar"));
      b.call("one", Integer.class, c -> 1, s -> s.secret("X", "KEY"));
      b.call("plain", c -> {});
    }));
    assertThatThrownBy(() -> script.accept(simulation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void nullsAreRefusedByName() {
    assertThatThrownBy(() -> Simulation.of(pipeline).taking("a", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("duration");
    assertThatThrownBy(() -> Simulation.of(pipeline).cancelledAt(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("time");
  }

  @Test
  void primitiveOutputsAreGivenAsTheirWrappers() {
    Pipeline counting = Pipeline.named("p", b -> b.call("count", int.class, c -> 1));
    assertThat(Simulation.of(counting).returning("count", 2).run().step("count").output())
        .contains(2);
  }

  static Stream<Arguments> scriptsThatNeverReturn() {
    return Stream.of(
        wrong("every attempt fails", s -> s.failing("one", 2)),
        wrong("both attempts fail", s -> s.failingFirst("one", 2)),
        wrong("the code throws", s -> s.throwing("one", new IOException("gone"))),
        wrong("the runtime is not there", s -> s.erroring("one", "no runtime")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scriptsThatNeverReturn")
  void aStepThatNeverReturnsNeedsNoOutput(String what, Consumer<Simulation> script) {
    Simulation simulation = Simulation.of(Pipeline.named(
        "p", b -> b.call("one", Integer.class, c -> 1, s -> s.retry(Retry.attempts(2)))));
    script.accept(simulation);
    assertThat(simulation.run().outcome().isBad()).isTrue();
  }

  @Test
  void aStepThatReturnsInTheEndNeedsAnOutput() {
    Pipeline retried = Pipeline.named(
        "p", b -> b.call("one", Integer.class, c -> 1, s -> s.retry(Retry.attempts(2))));
    assertThatThrownBy(() -> Simulation.of(retried).failingFirst("one", 1).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the output of [one] is not scripted");
  }

  @Test
  void timesThatTheBuildDoesNotReachAreTold() {
    List<String> said = new ArrayList<>();
    Simulation simulation = Simulation.of(Pipeline.named("p", b -> b.step("a", s -> s.sh("a"))))
        .taking("a", ofMinutes(3))
        .cancelledAt(ofMinutes(9))
        .at(ofMinutes(5), build -> said.add("5"))
        .at(ofMinutes(2), build -> said.add("2"));
    assertThatThrownBy(simulation::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the build was over after PT3M, before what the simulation does at [PT5M, PT9M];"
                + " choose earlier times, or let steps take longer with taking(step, duration)");
    assertThat(said).containsExactly("2");
  }

  private static Arguments wrong(String text, Consumer<Simulation> script) {
    return Arguments.of(text, script);
  }
}
