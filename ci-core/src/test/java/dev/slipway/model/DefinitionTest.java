package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a definition is told when it is defined, all at once. */
class DefinitionTest {

  @Test
  void tellsAllMistakesAtOnce() {
    DefinitionException e = refused("shop", p -> {
      p.step("build", s -> s.sh("make").timeLimit(Duration.ZERO));
      p.step("build", s -> s.sh("make again"));
      p.step(" ", s -> s.sh("true"));
      p.step("test", s -> s.sh("make test").needs("biuld").image(" "));
      p.matrix("jdks", Matrix.axis("jdk"), (cell, s) -> s.sh("java"));
      p.parallel("ring", r -> {
        r.step("a", s -> s.sh("true").needs("b"));
        r.step("b", s -> s.sh("true").needs("a"));
      });
    });
    assertThat(e).hasMessage("""
        7 problems:
          - pipeline 'shop', matrix 'jdks': no combination of values; expected at least one; to mend it, give each axis a value, or exclude less
          - pipeline 'shop', step 'build': a time limit of 0ms; expected longer than zero; to mend it, set one, or leave it out for no limit
          - pipeline 'shop', step ' ': a blank name; expected a text; to mend it, fill it in
          - pipeline 'shop', step 'test': a blank image; expected a text; to mend it, fill it in
          - pipeline 'shop': the name 'build' is used more than once; expected one step or group of a name; to mend it, rename one of them
          - pipeline 'shop', step 'test': it needs 'biuld', which is no step or group of this pipeline; expected the name of one, perhaps 'build'; to mend it, correct the name, or add such a step
          - pipeline 'shop': steps need each other in a cycle: 'b', then 'a', then 'b'; expected needs that lead from each step to steps that can run before it; to mend it, remove one of the needs""");
    assertThat(e.problems())
        .hasSize(7)
        .extracting(Problem::place)
        .contains("pipeline 'shop', step 'test'");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("it has no steps", p -> {}),
        mistake("step 'x': no command", p -> p.step("x", s -> {})),
        mistake("step 'x': a blank command", p -> p.step("x", s -> s.exec(" "))),
        mistake("group 'g': it has no steps", p -> p.serial("g", g -> {})),
        mistake("group ' ': a blank name", p -> p.serial(" ", g -> g.step("x", s -> s.sh("true")))),
        mistake(
            "step 'a/b': the name 'a/b'; expected a name without '/' and control characters",
            p -> p.step("a/b", s -> s.sh("true"))),
        mistake("step 'a\nb': the name 'a\nb'", p -> p.step("a\nb", s -> s.sh("true"))),
        mistake(
            "group 'a/b': the name 'a/b'; expected a name without '/' and control characters",
            p -> p.serial("a/b", g -> g.step("x", s -> s.sh("true")))),
        mistake("the name 'x' is used more than once", p -> {
          p.step("x", s -> s.sh("true"));
          p.parallel("x", g -> g.step("y", s -> s.sh("true")));
        }),
        oneStep(
            "a time limit of -1s; expected longer than zero",
            s -> s.timeLimit(Duration.ofSeconds(-1))),
        oneStep("a time limit of an attempt of 0ms", s -> s.attemptLimit(Duration.ZERO)),
        oneStep("a limit on silence of 0ms", s -> s.silenceLimit(Duration.ZERO)),
        mistake("a time limit of the build of 0ms", p -> {
          p.step("x", s -> s.sh("true"));
          p.timeLimit(Duration.ZERO);
        }),
        oneStep("0 attempts; expected 1 or more", s -> s.retry(Retry.attempts(0))),
        oneStep(
            "delays from 2s to 1s; expected a first delay of zero or more and a longest one not below it",
            s -> s.retry(Retry.attempts(2).backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))),
        oneStep(
            "delays from -1ms to -1ms",
            s -> s.retry(Retry.attempts(2).delay(Duration.ofMillis(-1)))),
        oneStep(
            "a jitter of 1.5; expected 0 to 1", s -> s.retry(Retry.attempts(2).jitter(1.5))),
        oneStep("a jitter of NaN", s -> s.retry(Retry.attempts(2).jitter(Double.NaN))),
        oneStep("limit 'db' of 0; expected 1 or more", s -> s.limit("db", 0)),
        oneStep(
            "limit 'db' of 1 and of 2; expected one number",
            s -> s.limit("db", 1).limit("db", 2)),
        mistake(
            "step 'y': limit 'db' of 2, which is 3 at another step; expected one number for all",
            p -> {
              p.step("x", s -> s.sh("true").limit("db", 3));
              p.step("y", s -> s.sh("true").limit("db", 2));
            }),
        oneStep(
            "both always() and onFailure(); expected one of them",
            s -> s.always().onFailure()),
        oneStep("both always() and onFailure()", s -> s.onFailure().always()),
        oneStep(
            "a retry after outcome SUCCEEDED; expected FAILED, ERRORED or TIMED_OUT",
            s -> s.retry(Retry.attempts(2).on(Outcome.SUCCEEDED))),
        oneStep(
            "a retry after outcome SKIPPED",
            s -> s.retry(Retry.attempts(2).on(Outcome.FAILED, Outcome.SKIPPED))),
        oneStep(
            "a retry after outcome CANCELLED",
            s -> s.retry(Retry.attempts(2).on(Outcome.CANCELLED))),
        oneMatrix("axis 'a' is declared twice", Matrix.axis("a", "1").and("a", "2")),
        oneMatrix(
            "value '1' is more than once on axis 'a'; expected each value once",
            Matrix.axis("a", "1", "2", "1", "1")),
        oneStep("a blank name of a lock", s -> s.lock("")),
        oneStep("a blank name of a secret", s -> s.secret("TOKEN", " ")),
        oneStep("environment variable 'A=B'; expected a name without '='", s -> s.env("A=B", "c")),
        oneStep("environment variable ''", s -> s.secret("", "token")),
        oneStep(
            "services on a step without an image; expected an image",
            s -> s.service("db", Service.image("pg"))),
        mistake(
            "step 'x', service 'db': a blank image",
            p -> p.step("x", s -> s.image("i").sh("true").service("db", Service.image("")))),
        mistake(
            "step 'x', service 'db': alias 'a b', which is no host name",
            p -> p.step(
                "x",
                s -> s.image("i").sh("true").service("db", Service.image("pg").alias("a b")))),
        mistake(
            "step 'x', service 'db': a deadline of 0ms",
            p -> p.step(
                "x",
                s -> s.image("i")
                    .sh("true")
                    .service("db", Service.image("pg").within(Duration.ZERO)))),
        container(
            "an entry point or a directory of the container on a step whose commands the image does not start",
            c -> c.entryPoint("npm")),
        container(
            "asImageSays() on a step whose container is shared or kept",
            c -> c.asImageSays().shared()),
        container(
            "mount of '../x'; expected a directory within the workspace",
            c -> c.mount("../x", "/x")),
        container("path of a mount 'x'; expected an absolute path", c -> c.mount("x", "x")),
        container("a mount and a volume at '/x'", c -> c.mount("x", "/x").volume("v", "/x")),
        container("volume 'a/b'; expected a name", c -> c.volume("a/b", "/x")),
        container("path of volume 'v' 'x'", c -> c.volume("v", "x")),
        container("host name 'a b'", c -> c.hostname("a b")),
        container(
            "directory 'app'; expected an absolute path", c -> c.asImageSays().directory("app")),
        container("an entry point with an empty word", c -> c.asImageSays().entryPoint("")),
        mistake(
            "step 'x': asImageSays() on a step that does not run one command",
            p ->
                p.step("x", s -> s.image("i").exec("a").exec("b").container(c -> c.asImageSays()))),
        oneStep("directory '/etc'; expected a path within the workspace", s -> s.directory("/etc")),
        oneStep("directory 'a/../..'", s -> s.directory("a/../..")),
        oneStep(
            "artifact path '../a'; expected a path within the workspace",
            s -> s.produces("a", "../a")),
        oneStep("artifact path '/a'", s -> s.produces("a", "/a")),
        oneStep(
            "artifact path 'a/['; expected a path or a glob pattern", s -> s.produces("a", "a/[")),
        oneStep("a blank path of artifact 'a'", s -> s.produces("a", " ")),
        oneStep("a blank name of an artifact", s -> s.produces("", "a")),
        oneStep("artifact 'a' is declared twice", s -> s.produces("a", "b").produces("a", "c")),
        oneStep(
            "pattern '{a' of a condition; expected a glob pattern",
            s -> s.when(Conditions.variable("X").and(Conditions.not(Conditions.branch("{a"))))),
        mistake(
            "group 'g': pattern '[' of a condition",
            p -> p.serial("g", g -> {
              g.when(Conditions.anyOf(Conditions.tag("v*"), Conditions.changed("src/**", "[")));
              g.step("x", s -> s.sh("true"));
            })),
        mistake(
            "step 'x': commands on a step that runs Java code; expected one or the other",
            p -> p.call("x", context -> {}, s -> s.sh("true"))),
        mistake(
            "step 'y': it uses artifact 'jra' of step 'x', which that step does not declare;"
                + " expected one of 'jar', 'doc'",
            p -> {
              StepRef<Void> x =
                  p.step("x", s -> s.sh("true").produces("jar", "j").produces("doc", "d"));
              p.step("y", s -> s.sh("true").consumes(x.artifact("jra")));
            }),
        mistake(
            "step 'y': it uses artifact 'jar' of step 'x', which that step does not declare;"
                + " expected a step that produces artifacts",
            p -> {
              StepRef<Void> x = p.step("x", s -> s.sh("true"));
              p.step("y", s -> s.sh("true").consumes(x.artifact("jar")));
            }),
        mistake("step 'y': it uses the output of 'x' as Long; expected String", p -> {
          p.call("x", String.class, context -> "text");
          p.call("y", new StepRef<>("x", Long.class), (context, number) -> {});
        }),
        mistake(
            "step 'y': it uses the output of 'x', which has none; expected a step with an output",
            p -> {
              p.step("x", s -> s.sh("true"));
              p.call("y", new StepRef<>("x", String.class), (context, text) -> {});
            }),
        mistake(
            "step 'y': it uses 'z', which comes after it; expected a step that comes before its"
                + " users; to mend it, move 'z' before 'y', or put both into a parallel group",
            p -> {
              p.call("y", new StepRef<>("z", String.class), (context, text) -> {});
              p.call("z", String.class, context -> "text");
            }),
        mistake(
            "parameter 'n': type List; expected String, Integer, Long, Double, Boolean or an enum",
            p -> {
              p.step("x", s -> s.sh("true"));
              p.parameter("n", List.class);
            }),
        mistake("parameter 'n': it is declared twice", p -> {
          p.step("x", s -> s.sh("true"));
          p.parameter("n", "a");
          p.parameter("n", 1L);
        }),
        mistake("parameter ' ': a blank name", p -> {
          p.step("x", s -> s.sh("true"));
          p.parameter(" ", true);
        }));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void tellsEachMistakeWithItsPlace(String text, Consumer<PipelineBuilder> definition) {
    boolean inside = text.startsWith("step '")
        || text.startsWith("matrix '")
        || text.startsWith("group '")
        || text.startsWith("parameter '");
    assertThat(refused("p", definition))
        .hasMessageStartingWith("pipeline 'p'" + (inside ? ", " : ": ") + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a\tb"})
  void refusesNamesOfPipelines(String name) {
    assertThat(refused(name, p -> p.step("x", s -> s.sh("true"))))
        .hasMessageStartingWith("pipeline '" + name + "': ");
  }

  @Test
  void tellsAStepThatNeedsTheGroupAroundIt() {
    assertThat(refused(
            "p", p -> p.parallel("g", g -> g.step("a", s -> s.sh("true").needs("g")))))
        .hasMessageStartingWith(
            "pipeline 'p', step 'a': it needs the group 'g', which it is in itself; expected a step or group that can be over before it");
  }

  @Test
  void tellsEachOfSeveralCycles() {
    DefinitionException e = refused(
        "p",
        p -> p.parallel("g", g -> {
          for (int i = 0; i < 3; i++) {
            String one = "a" + i;
            String two = "b" + i;
            g.step(one, s -> s.sh("true").needs(two));
            g.step(two, s -> s.sh("true").needs(one));
          }
        }));
    assertThat(e.problems()).hasSize(3);
  }

  @Test
  void takesPathsThatNameADirectoryTwice() {
    assertThatCode(() -> Pipeline.named(
            "p",
            p -> p.step("x", s -> s.sh("true").directory("a/b/a").produces("all", "**/target/**"))))
        .doesNotThrowAnyException();
  }

  @Test
  void tellsTheProblemsOfAnActionAtItsStep() {
    StepAction<Void> action = new StepAction<>() {
      @Override
      public Void run(StepContext context) {
        return null;
      }

      @Override
      public List<Problem> problems() {
        return List.of(new Problem("target", "none", "one", "add one"));
      }

      @Override
      public List<String> secrets() {
        return List.of("");
      }
    };
    assertThat(refused("p", p -> p.run("ship", action)).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "pipeline 'p', step 'ship', target: none; expected one; to mend it, add one",
            "pipeline 'p', step 'ship': a blank name of a secret; expected a text; to mend it, fill it in");
  }

  @Test
  void aStepWithoutADefinitionIsANullPointer() {
    assertThat(
            catchThrowableOfType(NullPointerException.class, () -> Pipeline.named(null, p -> {})))
        .hasMessage("name");
  }

  static Stream<Arguments> nulls() {
    return Stream.of(
        mistake("name", p -> p.step(null, s -> s.sh("true"))),
        mistake("name", p -> p.serial(null, g -> {})),
        mistake("description", p -> p.step("x", null)),
        mistake("code", p -> p.call("x", (Call.Plain) null)),
        mistake("variable", p -> p.env(null, "b")),
        mistake("value", p -> p.env("A", null)),
        mistake("limit", p -> p.timeLimit(null)),
        mistake("pipeline", p -> p.include(null)),
        mistake("script", p -> p.step("x", s -> s.sh(null))),
        mistake("arguments", p -> p.step("x", s -> s.exec("a", "b", null))),
        mistake("value", p -> p.step("x", s -> s.env("A", null))),
        mistake("secret", p -> p.step("x", s -> s.secret(null))),
        mistake("limit", p -> p.step("x", s -> s.timeLimit(null))),
        mistake("first", p -> p.step("x", s -> s.needs((String) null))),
        mistake("values", p -> Matrix.axis("a", "1", null)),
        mistake("name", p -> Matrix.axis("a", "1").and(null, "1")));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void nullsAreRefusedByName(String parameter, Consumer<PipelineBuilder> definition) {
    assertThat(
            catchThrowableOfType(NullPointerException.class, () -> Pipeline.named("p", definition)))
        .hasMessage(parameter);
  }

  private static Arguments container(String expected, UnaryOperator<ContainerOptions> change) {
    return oneStep(expected, s -> s.image("i").container(change));
  }

  private static Arguments oneStep(String text, Consumer<StepBuilder> description) {
    return mistake(
        "step 'x': " + text,
        p -> p.step("x", s -> {
          s.sh("true");
          description.accept(s);
        }));
  }

  private static Arguments oneMatrix(String text, Matrix matrix) {
    return mistake("matrix 'm': " + text, p -> p.matrix("m", matrix, (cell, s) -> s.sh("true")));
  }

  private static Arguments mistake(String text, Consumer<PipelineBuilder> definition) {
    return Arguments.of(text, definition);
  }

  private static DefinitionException refused(String name, Consumer<PipelineBuilder> definition) {
    return catchThrowableOfType(DefinitionException.class, () -> Pipeline.named(name, definition));
  }
}
