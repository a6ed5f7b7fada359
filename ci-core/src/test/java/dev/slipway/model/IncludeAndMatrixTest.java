package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class IncludeAndMatrixTest {
  private final Pipeline library = Pipeline.named("lib", p -> {
    p.env("MODE", "fast").env("LEVEL", "1");
    Parameter<String> target = p.parameter("target", "all");
    p.when(Conditions.parameter(target, "all"));
    StepRef<String> build =
        p.call("build", String.class, c -> "x", s -> s.produces("jar", "lib.jar"));
    p.parallel("checks", g -> {
      g.step("lint", s -> s.sh("lint").needs(build).env("LEVEL", "2"));
      g.step("unit", s -> s.sh("unit").needs("build").consumes(build.artifact("jar")));
    });
    p.call("sum", build, (context, text) -> {});
    p.step("after", s -> s.sh("true").needs("checks"));
  });

  @Test
  void stepsOfAnIncludedPipelineAreNamedAfterItAndFindEachOther() {
    Pipeline app = Pipeline.named("app", p -> {
      p.env("MODE", "slow");
      GroupRef lib = p.include(library);
      p.step("build", s -> s.sh("make").needs(lib.step("build")).needs(lib));
      p.call("use", lib.step("build", String.class), (context, text) -> {});
    });
    assertThat(app.steps())
        .extracting(Step::name)
        .containsExactly(
            "lib/build", "lib/lint", "lib/unit", "lib/sum", "lib/after", "build", "use");
    assertThat(app.graph().groups())
        .extracting(Group::name)
        .containsExactly("app", "lib", "lib/checks");
    assertThat(needs(app, "lib/lint")).isEqualTo("[lib/build]");
    assertThat(needs(app, "lib/unit")).isEqualTo("[lib/build]");
    assertThat(needs(app, "lib/sum")).isEqualTo("[lib/build]");
    assertThat(needs(app, "lib/after")).isEqualTo("[lib/checks]");
    assertThat(needs(app, "build")).isEqualTo("[lib/build, lib]");
    assertThat(needs(app, "use")).isEqualTo("[lib/build]");
    assertThat(app.graph().groups().get(1).condition().text())
        .isEqualTo("the parameter 'target' is 'all'");
  }

  @Test
  void variablesGoToTheStepsOfTheIncludedPipelineOnly() {
    Pipeline app = Pipeline.named("app", p -> {
      p.env("MODE", "slow");
      p.include(library);
      p.step("own", s -> s.sh("true"));
    });
    assertThat(variables(app, "lib/lint")).isEqualTo(Map.of("MODE", "fast", "LEVEL", "2"));
    assertThat(variables(app, "lib/unit")).isEqualTo(Map.of("MODE", "fast", "LEVEL", "1"));
    assertThat(variables(app, "own")).isEmpty();
    assertThat(app.variables()).isEqualTo(Map.of("MODE", "slow"));
  }

  @Test
  void includesNest() {
    Pipeline middle = Pipeline.named("middle", p -> {
      p.env("MODE", "middle").env("DEPTH", "2");
      GroupRef lib = p.include(library);
      p.step("pack", s -> s.sh("pack").needs(lib.step("build")));
      p.step("ship", s -> s.sh("ship").needs("pack"));
    });
    Pipeline app = Pipeline.named("app", p -> {
      GroupRef outer = p.include(middle);
      p.step("end", s -> s.sh("true").needs(outer.step("lib/build")).needs("middle/lib/checks"));
    });
    assertThat(app.steps())
        .extracting(Step::name)
        .contains("middle/lib/build", "middle/pack", "end");
    assertThat(needs(app, "middle/lib/unit")).isEqualTo("[middle/lib/build]");
    assertThat(needs(app, "middle/pack")).isEqualTo("[middle/lib/build]");
    assertThat(needs(app, "middle/ship")).isEqualTo("[middle/pack]");
    assertThat(variables(app, "middle/lib/lint"))
        .isEqualTo(Map.of("MODE", "fast", "LEVEL", "2", "DEPTH", "2"));
  }

  @Test
  void parametersOfAnIncludedPipelineBecomeParametersOfTheOther() {
    Pipeline twin = Pipeline.named("twin", p -> {
      p.parameter("target", "all");
      p.step("x", s -> s.sh("true"));
    });
    Pipeline app = Pipeline.named("app", p -> {
      p.include(library);
      p.include(twin);
    });
    assertThat(app.parameters()).containsExactly(new Parameter<>("target", String.class, "all"));
    assertThatThrownBy(() -> Pipeline.named("app", p -> {
          p.parameter("target", 1);
          p.include(twin);
        }))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("pipeline 'app', parameter 'target': it is declared twice");
  }

  @Test
  void aPipelineThatIsIncludedTwiceIsToldByItsName() {
    assertThatThrownBy(() -> Pipeline.named("app", p -> {
          p.include(library);
          p.include(library);
        }))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("pipeline 'app': the name 'lib' is used more than once");
  }

  @Test
  void matrixHasAStepForEachCombinationThatIsLeft() {
    Matrix matrix = Matrix.axis("jdk", "17", "25")
        .and("os", "linux", "mac")
        .except(cell -> cell.get("jdk").equals("17") && cell.get("os").equals("mac"))
        .stopAtFirstFailure()
        .atMost(2);
    assertThat(matrix.cells())
        .extracting(Matrix.Cell::toString)
        .containsExactly("jdk=17, os=linux", "jdk=25, os=linux", "jdk=25, os=mac");
    Pipeline pipeline = Pipeline.named("p", p -> {
      GroupRef tests = p.matrix(
          "test", matrix, (cell, s) -> s.image("jdk:" + cell.get("jdk")).sh("true"));
      p.step("end", s -> s.sh("true").needs(tests).needs("test [jdk=25, os=mac]"));
    });
    assertThat(pipeline.steps())
        .extracting(Step::name)
        .containsExactly(
            "test [jdk=17, os=linux]", "test [jdk=25, os=linux]", "test [jdk=25, os=mac]", "end");
    assertThat(pipeline.steps().get(1).execution().image()).isEqualTo(Image.of("jdk:25"));
    Group group = (Group) pipeline.root().nodes().get(0);
    assertThat(group.failFast()).isTrue();
    assertThat(group.maxParallel()).isEqualTo(2);
    assertThat(group.kind()).isEqualTo(Group.Kind.PARALLEL);
    assertThatThrownBy(() -> matrix.cells().get(0).get("arch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the matrix has no axis 'arch', only [jdk, os]");
  }

  @Test
  void matrixOfWhichNothingIsLeftIsAMistake() {
    assertThatThrownBy(() -> Pipeline.named(
            "p",
            p -> p.matrix("m", Matrix.axis("a", "1").except(cell -> true), (cell, s) -> s.sh("x"))))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("pipeline 'p', matrix 'm': no combination of values");
  }

  private static String needs(Pipeline pipeline, String step) {
    return pipeline.step(step).orElseThrow().allNeeds().toString();
  }

  private static Map<String, String> variables(Pipeline pipeline, String step) {
    return pipeline.step(step).orElseThrow().execution().variables();
  }
}
