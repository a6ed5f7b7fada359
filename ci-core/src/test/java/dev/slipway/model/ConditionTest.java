package dev.slipway.model;

import static dev.slipway.model.Conditions.allOf;
import static dev.slipway.model.Conditions.anyOf;
import static dev.slipway.model.Conditions.branch;
import static dev.slipway.model.Conditions.changed;
import static dev.slipway.model.Conditions.event;
import static dev.slipway.model.Conditions.matching;
import static dev.slipway.model.Conditions.message;
import static dev.slipway.model.Conditions.not;
import static dev.slipway.model.Conditions.parameter;
import static dev.slipway.model.Conditions.ref;
import static dev.slipway.model.Conditions.tag;
import static dev.slipway.model.Conditions.trusted;
import static dev.slipway.model.Conditions.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {
  private static final Parameter<Integer> COUNT = new Parameter<>("count", Integer.class, 3);
  private static final Condition MAIN = branch("main");
  private static final Condition DEV = branch("dev");
  private final BuildContext context = new BuildContext(
      Revision.of("abc", "main")
          .withTag("v1.2")
          .withChangedPaths(List.of("src/a/B.java", "README.md")),
      BuildEvent.PUSH,
      Trust.UNTRUSTED,
      Map.of(),
      Map.of("STAGE", "test"));

  static Stream<Arguments> conditions() {
    return Stream.of(
        holds(Condition.always(), "always"),
        holds(MAIN, "the branch is 'main'"),
        holds(branch("m*"), "the branch is 'm*'"),
        unmet(DEV, "the branch is 'dev'", "the branch is 'main', not 'dev'"),
        holds(tag("v{1,2}.*"), "the tag is 'v{1,2}.*'"),
        unmet(tag("v2"), "the tag is 'v2'", "the tag is 'v1.2', not 'v2'"),
        holds(ref("^v1"), "the branch or tag matches /^v1/"),
        unmet(
            ref("^main$"),
            "the branch or tag matches /^main$/",
            "the tag is 'v1.2', which does not match /^main$/"),
        unmet(
            message("fix"),
            "the commit message matches /fix/",
            "the commit message does not match /fix/"),
        holds(changed("docs/**", "src/**"), "a changed path matches 'docs/**', 'src/**'"),
        holds(changed("*.md"), "a changed path matches '*.md'"),
        unmet(
            changed("src/*"), "a changed path matches 'src/*'", "no changed path matches 'src/*'"),
        holds(event(BuildEvent.PUSH), "the event is PUSH"),
        unmet(event(BuildEvent.TAG), "the event is TAG", "the event is PUSH, not TAG"),
        holds(variable("STAGE"), "the variable STAGE is set"),
        holds(variable("STAGE", "test"), "the variable STAGE is 'test'"),
        unmet(
            variable("STAGE", "live"),
            "the variable STAGE is 'live'",
            "the variable STAGE is not 'live'"),
        unmet(variable("OTHER"), "the variable OTHER is set", "the variable OTHER is not set"),
        unmet(variable("OTHER", "x"), "the variable OTHER is 'x'", "the variable OTHER is not set"),
        holds(parameter(COUNT, 3), "the parameter 'count' is '3'"),
        unmet(
            parameter(COUNT, 4),
            "the parameter 'count' is '4'",
            "the parameter 'count' is '3', not '4'"),
        unmet(trusted(), "the build is trusted", "the build is not trusted"),
        holds(matching("it is a fact", c -> true), "it is a fact"),
        unmet(matching("it is night", c -> false), "it is night", "not true that it is night"),
        holds(not(DEV), "not the branch is 'dev'"),
        unmet(not(MAIN), "not the branch is 'main'", "the branch is 'main', which it must not be"),
        unmet(
            MAIN.and(DEV),
            "(the branch is 'main' and the branch is 'dev')",
            "the branch is 'main', not 'dev'"),
        unmet(
            allOf(DEV, trusted()),
            "(the branch is 'dev' and the build is trusted)",
            "the branch is 'main', not 'dev', and the build is not trusted"),
        holds(MAIN.or(DEV), "(the branch is 'main' or the branch is 'dev')"),
        unmet(
            anyOf(DEV, trusted()),
            "(the branch is 'dev' or the build is trusted)",
            "the branch is 'main', not 'dev', and the build is not trusted"),
        holds(not(DEV.and(MAIN)), "not (the branch is 'dev' and the branch is 'main')"));
  }

  @ParameterizedTest
  @MethodSource("conditions")
  void saysWhatItIsAndWhatIsOtherwise(Condition condition, String text, String unmet) {
    assertThat(condition.text()).isEqualTo(text);
    assertThat(condition.unmet(context).orElse("")).isEqualTo(unmet);
    assertThat(condition.holds(context)).isEqualTo(unmet.isEmpty());
  }

  @Test
  void saysThatThereIsNoBranchOrTag() {
    BuildContext bare = BuildContext.of(Revision.of("abc", null));
    assertThat(branch("**").unmet(bare)).contains("there is no branch");
    assertThat(tag("*").unmet(bare)).contains("there is no tag");
  }

  @Test
  void unknownChangesMeanThatAnythingMayHaveChanged() {
    BuildContext unknown = BuildContext.onBranch("main");
    assertThat(changed("docs/**").holds(unknown)).isTrue();
    assertThat(changed("**")
            .holds(BuildContext.of(Revision.of("a", "main").withChangedPaths(List.of()))))
        .isFalse();
  }

  @Test
  void namesWithSpecialCharactersMatchThemselves() {
    assertThat(branch("fix[1]").holds(BuildContext.onBranch("fix[1]"))).isTrue();
    assertThat(branch("release/*").holds(BuildContext.onBranch("release/1.2"))).isTrue();
    assertThat(branch("release/*").holds(BuildContext.onBranch("release/1/2"))).isFalse();
    assertThat(branch("release/**").holds(BuildContext.onBranch("release/1/2"))).isTrue();
    assertThat(branch("a*").holds(BuildContext.onBranch("a\0b"))).isFalse();
  }

  @Test
  void combinationsOfNothingAreRefused() {
    assertThatThrownBy(Conditions::allOf)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a combination of no conditions");
    assertThatThrownBy(Conditions::anyOf).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void conditionsAreValues() {
    assertThat(MAIN.and(DEV.not())).isEqualTo(branch("main").and(not(branch("dev"))));
    assertThat(MAIN.or(DEV)).isNotEqualTo(DEV.or(MAIN));
  }

  private static Arguments holds(Condition condition, String text) {
    return Arguments.of(condition, text, "");
  }

  private static Arguments unmet(Condition condition, String text, String unmet) {
    return Arguments.of(condition, text, unmet);
  }

  @Test
  void aReferenceIsTheTagOrElseTheBranch() {
    assertThat(ref("^rel").holds(BuildContext.onBranch("release/1"))).isTrue();
    assertThat(ref("^main$").unmet(BuildContext.onBranch("dev")))
        .contains("the branch is 'dev', which does not match /^main$/");
    BuildContext bare = BuildContext.of(Revision.of("abc", null));
    assertThat(ref("main").unmet(bare)).contains("there is no branch or tag");
    assertThat(ref("").holds(bare)).isFalse();
    assertThat(ref("^a$").holds(BuildContext.onBranch("^a$"))).isTrue();
  }

  @Test
  void anExpressionThatIsNoneIsAProblemOfTheDefinition() {
    assertThatThrownBy(() -> Pipeline.named(
            "p", p -> p.step("s", s -> s.sh("true").when(not(ref("^(?!v0)").and(message("(")))))))
        .hasMessageContaining("step 's': expression '^(?!v0)' of a condition: ")
        .hasMessageContaining("step 's': expression '(' of a condition: ")
        .hasMessageContaining("expected a regular expression of RE2");
  }
}
