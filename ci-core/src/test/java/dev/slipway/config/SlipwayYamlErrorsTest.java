package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diagnostic.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SlipwayYamlErrorsTest {
  @TempDir
  Path repository;

  @Test
  void aCheckOfAServiceIsOneThatIsRegistered() {
    String file = """
        pipeline: p
        steps:
          - step: a
            image: "shop:1"
            service:
              web: {image: "web:1", readyWhen: {passes: %s}}
            sh: make
        """;
    assertThat(problems(file.formatted("{port: 80, smok: {}}")))
        .singleElement()
        .asString()
        .contains("the check smok; expected one of smoke, perhaps 'smoke'");
    assertThat(problems(file.formatted("{smoke: {name: x, checks: [{get: /}]}}")))
        .singleElement()
        .asString()
        .contains("no key 'port'");
    assertThat(problems(file.formatted("{port: 0, smoke: {name: x, checks: [{get: x}]}}")))
        .hasSize(3);
    assertThat(problems(file.formatted("8080")))
        .singleElement()
        .asString()
        .contains("expected a mapping of port and a check");
  }

  @Test
  void everythingThatIsWrongIsToldTogetherInTheOrderOfTheFile() {
    assertThat(problems("""
            pipeline: shop
            timeLimt: 1h
            parameters:
              n: {type: integer, default: many}
            steps:
              - step: unit
                image: [a]
                timeLimit: soon
                retry: often
                shh: make
              - step: lint
                sh: make lint
                mayFail: yes
                needs: unti
            """))
        .extracting(Problem::toString)
        .containsExactly(
            "f.yml:2:1: the key 'timeLimt', which a pipeline does not have; expected one of pipeline, parameters, env, timeLimit, when, failFast, atMost, service, steps, perhaps 'timeLimit'; to mend it, correct it, or leave it out",
            "f.yml:4:31: the text 'many'; expected a value of type integer; to mend it, correct it",
            "f.yml:7:12: a list; expected a text; to mend it, correct it",
            "f.yml:8:16: the text 'soon'; expected a time with its unit, such as 90s, 10m or 1h 30m; to mend it, correct it",
            "f.yml:9:12: the text 'often'; expected a whole number; to mend it, correct it",
            "f.yml:10:5: the key 'shh', which a step does not have; expected one of step, sh, exec, commands, input, image, directory, env, secret, container, service, needs, when, always, onFailure, mayFail, lock, limit, retry, timeLimit, attemptLimit, silenceLimit, produces, consumes, cache, inputs, perhaps 'sh'; to mend it, correct it, or leave it out",
            "f.yml:13:14: the text 'yes'; expected true or false; to mend it, correct it");
  }

  @Test
  void whatTheModelFindsHasThePlaceOfTheStep() {
    assertThat(problems("""
            pipeline: shop
            steps:
              - step: a
                sh: make
                needs: ghost
              - parallel: group
                steps:
                  - step: b
                    directory: ..
                    sh: x
            """))
        .extracting(Problem::place)
        .containsExactly("f.yml:3:11", "f.yml:8:15");
  }

  @Test
  void whatFollowsFromAMistakeIsNotToldAsWell() {
    assertThat(problems("pipeline: p\nsteps:\n  - step: a\n    shh: make\n")).hasSize(1);
    assertThat(problems("pipeline: p\nsteps:\n  - stp: a\n    sh: make\n")).hasSize(1);
  }

  @Test
  void aMissingNameIsTold() {
    only("steps: []\n", "f.yml:1:1", "no key 'pipeline'");
  }

  @Test
  void nothingIsNoPipeline() {
    only("", "f.yml:1:1", "nothing");
    only("# remark\n", "f.yml:2:1", "nothing");
    only("just text\n", "f.yml:1:1", "the text 'just text'");
    only("- a\n", "f.yml:1:1", "a list");
  }

  @Test
  void anEmptyValueIsTold() {
    only(step("sh:"), "f.yml:4:8", "nothing");
    only(step("sh: x\n    env: {A: }"), "f.yml:5:13", "nothing");
    only("pipeline: p\nsteps:\n", "f.yml:2:7", "nothing");
  }

  @Test
  void anEntryOfNoKindOrOfSeveralIsTold() {
    only(
        "pipeline: p\nsteps:\n  - {stpe: a}\n",
        "f.yml:3:5",
        "an entry that does not say of which kind it is");
    only(
        "pipeline: p\nsteps:\n  - {step: a, run: b}\n",
        "f.yml:3:5",
        "an entry of several kinds: step, run");
    assertThat(problems("pipeline: p\nsteps:\n  - {stpe: a}\n").get(0).expected())
        .endsWith("perhaps 'step'");
  }

  @Test
  void aNameThatIsThereTwiceIsToldAtTheSecond() {
    only(
        "pipeline: p\nsteps:\n  - {step: a, sh: x}\n  - {step: a, sh: y}\n",
        "f.yml:4:12",
        "the name 'a' for the second time, first in line 3");
  }

  @Test
  void aKeyThatIsThereTwiceIsTold() {
    only(
        "pipeline: p\npipeline: q\nsteps: []\n",
        "f.yml:2:1",
        "the key 'pipeline' for the second time, first in line 1");
  }

  @Test
  void conditionsAreOneOfSeveral() {
    only(step("sh: x\n    when: {branch: a, tag: b}"), "f.yml:5:11", "a mapping of 2 keys");
    only(
        step("sh: x\n    when: {brnach: a}"),
        "f.yml:5:12",
        "the key 'brnach', which a condition does not have");
    only(step("sh: x\n    when: {allOf: []}"), "f.yml:5:19", "a list");
    only(step("sh: x\n    when: {event: poke}"), "f.yml:5:19", "the text 'poke'");
    only(step("sh: x\n    when: sometimes"), "f.yml:5:11", "the text 'sometimes'");
    only(
        step("sh: x\n    when: {parameter: {releese: true}}"),
        "f.yml:5:24",
        "the parameter 'releese', which the pipeline does not declare");
    only(
        step("sh: x\n    when: {matching: x}"), "f.yml:5:22", "a condition that Java code decides");
  }

  @Test
  void theValueOfAParameterHasItsType() {
    only(
        "pipeline: p\nparameters: {n: {type: integer}}\nsteps:\n  - step: a\n    sh: x\n    when: {parameter: {n: x}}\n",
        "f.yml:6:27",
        "the text 'x'");
  }

  @Test
  void actionsAreNamed() {
    only("pipeline: p\nsteps:\n  - run: a\n", "f.yml:3:5", "no action");
    only(
        "pipeline: p\nsteps:\n  - run: a\n    uses: relese-notes\n",
        "f.yml:4:11",
        "the action 'relese-notes', which the application has not registered");
    only(
        "pipeline: p\nsteps:\n  - run: a\n    uses: release-notes\n    smoke: {name: x}\n",
        "f.yml:3:5",
        "the actions uses and smoke");
  }

  @Test
  void mistakesInParametersOfActionsHaveTheirPlaces() {
    assertThat(problems("""
            pipeline: p
            steps:
              - run: a
                uses: release-notes
                with: {since: [1], sectoins: x}
            """))
        .extracting(problem -> problem.place() + " " + problem.found())
        .containsExactly(
            "f.yml:5:11 no key 'sections'",
            "f.yml:5:19 a list",
            "f.yml:5:24 the key 'sectoins', which is not known here");
  }

  @Test
  void mistakesInASmokeTestHaveTheirPlaces() {
    assertThat(problems("""
            pipeline: p
            steps:
              - run: a
                smoke:
                  name: x
                  retryfor: 3s
                  checks:
                    - get: /
                      expect: {status: ok}
                    - expect: {status: 200}
            """))
        .extracting(problem -> problem.place() + " " + problem.found())
        .containsExactly(
            "f.yml:6:7 the key 'retryfor', which is not known here",
            "f.yml:9:28 the text 'ok'",
            "f.yml:10:11 no request");
  }

  @Test
  void whatAnActionRefusesIsToldAtItsValue() {
    ActionFormat<ReleaseNotes> refusing = ActionFormat.of(
        ReleaseNotes.class,
        value -> {
          throw new IllegalArgumentException("no notes today");
        },
        notes -> "");
    SlipwayYaml files = SlipwayYaml.standard().withAction("notes", refusing);
    assertThatThrownBy(() ->
            files.parse("f.yml", "pipeline: p\nsteps:\n  - run: a\n    uses: notes\n    with: 1\n"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("f.yml:5:11: no notes today");
  }

  @Test
  void aMatrixNamesItsAxes() {
    String text =
        "pipeline: p\nsteps:\n  - matrix: m\n    axes: {os: [a, b]}\n    step: {sh: \"x ${matrix.so}\"}\n";
    only(text, "f.yml:5:16", "${matrix.so}, and no such axis");
    only(
        "pipeline: p\nsteps:\n  - matrix: m\n    axes: {}\n    step: {sh: x}\n",
        "f.yml:4:11",
        "no axes");
    only(
        "pipeline: p\nsteps:\n  - matrix: m\n    axes: {os: a}\n    except: {so: a}\n    step: {sh: x}\n",
        "f.yml:5:13",
        "the axis 'so', which the matrix does not have");
    only(
        "pipeline: p\nsteps:\n  - matrix: m\n    axes: {os: []}\n    step: {sh: x}\n",
        "f.yml:1:1",
        "pipeline 'p', matrix 'm': no combination of values");
  }

  @Test
  void aMatrixThatWouldBeHugeIsRefusedBeforeItIsMade() {
    String axis = "[" + "0,1,2,3,4,5,6,7,8,9".replace(",", "x,") + "]";
    StringBuilder axes = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      axes.append("      a").append(i).append(": ").append(axis).append('\n');
    }
    only(
        "pipeline: p\nsteps:\n  - matrix: m\n    axes:\n" + axes + "    step: {sh: x}\n",
        "f.yml:5:7",
        "1000000000000 combinations");
  }

  @Test
  void secretsAreNamesAndNoMappingInAList() {
    only(step("sh: x\n    secret: [{A: B}]"), "f.yml:5:14", "a mapping");
  }

  @Test
  void includedFilesHaveProblemsOfTheirOwn() throws Exception {
    Files.writeString(
        repository.resolve("slipway.yml"), "pipeline: p\nsteps:\n  - include: ci/other.yml\n");
    Files.createDirectory(repository.resolve("ci"));
    Files.writeString(
        repository.resolve("ci/other.yml"), "pipeline: q\nsteps:\n  - step: a\n    shh: x\n");
    assertThat(ofRepository())
        .singleElement()
        .satisfies(problem -> assertThat(problem.place()).isEqualTo("ci/other.yml:4:5"));
  }

  @Test
  void aFileCannotIncludeItself() throws Exception {
    Files.writeString(
        repository.resolve("slipway.yml"), "pipeline: p\nsteps:\n  - include: slipway.yml\n");
    assertThat(ofRepository())
        .singleElement()
        .asString()
        .startsWith("slipway.yml:3:14: the file 'slipway.yml' within itself");
  }

  @Test
  void filesThatIncludeFilesTwiceEachComeToAnEnd() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.writeString(
          repository.resolve(i == 0 ? "slipway.yml" : i + ".yml"),
          "pipeline: p" + i + "\nsteps:\n" + ("  - include: " + (i + 1) + ".yml\n").repeat(2));
    }
    Files.writeString(repository.resolve("20.yml"), "pipeline: q\nsteps:\n  - {step: a, sh: x}\n");
    assertThat(ofRepository()).isNotEmpty();
  }

  @Test
  void anIncludedFileStaysInTheRepository() throws Exception {
    Files.writeString(
        repository.resolve("slipway.yml"),
        "pipeline: p\nsteps:\n  - include: ../../../../../../etc/hostname\n");
    assertThat(ofRepository()).singleElement().asString().contains("leaves the repository");
  }

  @Test
  void aTextIncludesNoFile() {
    only(
        "pipeline: p\nsteps:\n  - include: other.yml\n",
        "f.yml:3:14",
        "a file to include in a text that is in no repository");
  }

  @Test
  void aMissingFileIsTold() {
    assertThat(ofRepository())
        .singleElement()
        .asString()
        .startsWith("slipway.yml:1:1: no such file");
  }

  @Test
  void keysAndNamesAreRegisteredOnce() {
    assertThatThrownBy(() -> SlipwayYaml.standard().withKey("image", ReleaseNotes.FORMAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps have a key 'image' already");
    SlipwayYaml one = SlipwayYaml.standard().withAction("notes", ReleaseNotes.FORMAT);
    assertThatThrownBy(() -> one.withAction("notes", ReleaseNotes.FORMAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'notes' is registered already");
  }

  private List<Problem> ofRepository() {
    return catchThrowableOfType(
            ConfigurationException.class, () -> ReleaseNotes.files().read(repository))
        .problems();
  }

  private static String step(String rest) {
    return "pipeline: p\nsteps:\n  - step: a\n    " + rest + "\n";
  }

  private static void only(String text, String place, String found) {
    assertThat(problems(text)).singleElement().satisfies(problem -> {
      assertThat(problem.place()).isEqualTo(place);
      assertThat(problem.found()).isEqualTo(found);
    });
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(
            ConfigurationException.class, () -> ReleaseNotes.files().parse("f.yml", text))
        .problems();
  }
}
