package dev.slipway.model;

import static dev.slipway.model.Conditions.branch;
import static dev.slipway.model.Conditions.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.PlannedStep.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTest {
  private static final Call.Plain NOTHING = context -> {};
  private final Pipeline shop = Pipeline.named("shop", p -> {
    p.call("build", NOTHING);
    p.parallel("checks", g -> {
      g.call("unit", NOTHING);
      g.call("lint", NOTHING, s -> s.when(branch("dev")));
      g.call("format", NOTHING, s -> s.needs("lint"));
    });
    p.serial("release", r -> {
      r.when(branch("main"));
      r.call("staging", NOTHING);
      r.call("undo", NOTHING, s -> s.onFailure());
    });
    p.call("announce", NOTHING, s -> s.needs("release"));
    p.call("clean", NOTHING, s -> s.always());
  });

  @Test
  void saysForEachStepWhetherItRunsAndInWhichStage() {
    Plan plan = shop.plan(BuildContext.onBranch("main"));
    assertThat(plan.steps())
        .extracting(PlannedStep::name, PlannedStep::state, PlannedStep::stage)
        .containsExactly(
            tuple("build", State.RUN, 1),
            tuple("unit", State.RUN, 2),
            tuple("lint", State.SKIP, 0),
            tuple("format", State.SKIP, 0),
            tuple("staging", State.RUN, 3),
            tuple("undo", State.ON_FAILURE, 4),
            tuple("announce", State.RUN, 5),
            tuple("clean", State.ALWAYS, 6));
    assertThat(plan.step("lint").reason())
        .contains(new Reason.ConditionNotMet("the branch is 'main', not 'dev'"));
    assertThat(plan.step("format").reason()).contains(new Reason.NeedSkipped("lint"));
    assertThat(plan.skipped(0)).isEmpty();
    assertThat(plan.skipped(3)).contains(new Reason.NeedSkipped("lint"));
    assertThatThrownBy(() -> plan.step("absent"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pipeline 'shop' has no step 'absent'");
  }

  @Test
  void aSkippedGroupSkipsWhatNeedsItButNotWhatFollowsIt() {
    Plan plan = shop.plan(BuildContext.onBranch("dev"));
    assertThat(plan.step("staging").reason())
        .contains(new Reason.ConditionNotMet("the branch is 'dev', not 'main'"));
    assertThat(plan.step("announce").reason()).contains(new Reason.NeedSkipped("release"));
    assertThat(plan.step("clean").stage()).isEqualTo(4);
    assertThat(plan.stages().stream()
            .map(stage -> stage.stream().map(PlannedStep::name).toList()))
        .containsExactly(
            List.of("build"), List.of("unit", "lint"), List.of("format"), List.of("clean"));
  }

  @Test
  void aSkipGoesOnThroughNeedsInputsArtifactsAndNestedGroups() {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.parallel("all", all -> {
          StepRef<String> first = all.call(
              "first", String.class, c -> "x", s -> s.when(tag("v*")).produces("jar", "j"));
          all.call("input", first, (context, text) -> {});
          all.call("artifact", NOTHING, s -> s.consumes(first.artifact("jar")));
          GroupRef outer = all.serial("outer", o -> {
            o.parallel("inner", i -> i.call("inside", NOTHING, s -> s.needs("input")));
            o.call("beside", NOTHING);
          });
          all.call("after outer", NOTHING, s -> s.needs(outer));
          all.call("after inner", NOTHING, s -> s.needs("inner").always());
          all.serial("hidden", h -> {
            h.when(branch("x"));
            h.parallel("deep", d -> d.call("deepest", NOTHING, s -> s.when(branch("y"))));
          });
        }));
    Plan plan = pipeline.plan(BuildContext.onBranch("main"));
    Map<String, String> skipped = new TreeMap<>();
    plan.steps().forEach(s -> s.reason().ifPresent(r -> skipped.put(s.name(), r.sentence())));
    assertThat(skipped)
        .isEqualTo(Map.of(
            "first", "its condition does not hold: there is no tag",
            "input", "it needs 'first', which was skipped",
            "artifact", "it needs 'first', which was skipped",
            "inside", "it needs 'input', which was skipped",
            "after inner", "it needs 'inner', which was skipped",
            "deepest", "its condition does not hold: the branch is 'main', not 'x'"));
  }

  @Test
  void printsAsText() {
    BuildContext context = BuildContext.onBranch("main");
    assertThat(shop.plan(context).toText()).isEqualTo("""
        plan of shop for 000000000000 on main
          1. build
          2. unit
          3. staging
          4. undo (only after a failure)
          5. announce
          6. clean (in any case)
          - lint is skipped: its condition does not hold: the branch is 'main', not 'dev'
          - format is skipped: it needs 'lint', which was skipped""");
    assertThat(shop.plan(BuildContext.onBranch("dev"))).asString().contains("\n  2. unit, lint\n");
  }

  @Test
  void printsAsJson() {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.call("a \"quoted\"", NOTHING);
      p.call("b", NOTHING, s -> s.when(branch("x")).onFailure());
    });
    assertThat(pipeline.plan(BuildContext.onBranch("main")).toJson()).isEqualTo("""
        {
          "pipeline" : "p",
          "revision" : "0000000000000000000000000000000000000000",
          "branch" : "main",
          "steps" : [
            {
              "name" : "a \\"quoted\\"",
              "state" : "run",
              "stage" : 1,
              "reason" : null
            },
            {
              "name" : "b",
              "state" : "skip",
              "stage" : 0,
              "reason" : "its condition does not hold: the branch is 'main', not 'x'"
            }
          ]
        }""");
  }

  /** A fruit. */
  enum Fruit {
    APPLE,
    PEAR
  }

  private final Pipeline typed = Pipeline.named("p", p -> {
    p.parameter("count", Integer.class);
    p.parameter("size", 7L);
    p.parameter("share", 0.5);
    p.parameter("dry", false);
    p.parameter("fruit", Fruit.PEAR);
    p.parameter("name", "nobody");
    p.call("x", NOTHING);
  });

  @Test
  void completesAndConvertsParameters() {
    BuildContext given = BuildContext.onBranch("main")
        .withParameters(Map.of("count", 3L, "share", "0.25", "dry", "true", "fruit", "APPLE"));
    Plan plan = typed.plan(given);
    assertThat(plan.context().parameters())
        .isEqualTo(Map.of(
            "count",
            3,
            "size",
            7L,
            "share",
            0.25,
            "dry",
            true,
            "fruit",
            Fruit.APPLE,
            "name",
            "nobody"));
    assertThat(plan.context().value(new Parameter<>("fruit", Fruit.class, null)))
        .isEqualTo(Fruit.APPLE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      count | 3.5   | the value '3.5'; expected a value of type Integer
      count | 3000000000 | the value '3000000000'; expected a value of type Integer
      size  | x     | the value 'x'; expected a value of type Long
      share | half  | the value 'half'; expected a value of type Double
      dry   | yes   | the value 'yes'; expected a value of type Boolean
      fruit | plum  | the value 'plum'; expected one of APPLE, PEAR
      """)
  void refusesValuesOfAnotherType(String name, String value, String text) {
    BuildContext context =
        BuildContext.onBranch("main").withParameter("count", 1).withParameter(name, value);
    assertThatThrownBy(() -> typed.plan(context))
        .isInstanceOf(PlanException.class)
        .hasMessage("pipeline 'p', parameter '" + name + "': " + text
            + "; to mend it, give the build a value for it");
  }

  @Test
  void tellsAllProblemsOfParametersAtOnce() {
    BuildContext context =
        BuildContext.onBranch("main").withParameters(Map.of("cuont", 1, "dry", 1));
    assertThatThrownBy(() -> typed.plan(context))
        .isInstanceOfSatisfying(
            PlanException.class,
            e -> assertThat(e.problems())
                .extracting(Problem::toString)
                .containsExactly(
                    "pipeline 'p', parameter 'count': no value; expected a value of type Integer; to mend it, give the build a value for it",
                    "pipeline 'p', parameter 'dry': the value '1'; expected a value of type Boolean; to mend it, give the build a value for it",
                    "pipeline 'p': a value for the parameter 'cuont', which it does not declare; expected one of count, size, share, dry, fruit, name; to mend it, correct the name, or declare the parameter"));
    assertThatThrownBy(() -> shop.plan(context.withParameters(Map.of("a", 1))))
        .hasMessageContaining("; expected no parameters; ");
  }

  @Test
  void plansAreEqualIfTheySayTheSame() {
    Plan plan = shop.plan(BuildContext.onBranch("main"));
    assertThat(plan).isEqualTo(shop.plan(BuildContext.onBranch("main")));
    assertThat(plan).hasSameHashCodeAs(shop.plan(BuildContext.onBranch("main")));
    assertThat(plan).isNotEqualTo(shop.plan(BuildContext.onBranch("dev")));
    BuildContext explicit = BuildContext.onBranch("x").withParameter("count", "3");
    BuildContext converted =
        BuildContext.onBranch("x").withParameter("count", 3).withParameter("size", "7");
    assertThat(typed.plan(explicit)).isEqualTo(typed.plan(converted));
  }
}
