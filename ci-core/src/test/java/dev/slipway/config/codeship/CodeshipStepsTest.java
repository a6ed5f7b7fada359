package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.codeship.CodeshipStep.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeshipStepsTest {
  @TempDir
  Path directory;

  private Projects projects;

  @BeforeEach
  void makeProjects() {
    projects = new Projects(directory);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "'[{service: app}]' => 1:2: a step with neither 'command' nor 'steps'",
        "'[{service: app, comand: x}]' => 1:2: a step with neither 'command' nor 'steps'; it has 'comand', perhaps 'command'",
        "'[{service: app, image_name: x}]' => 1:2: a step with neither 'command' nor 'steps', and no 'type: push'",
        "'[{service: app, command: a, steps: [{command: b}]}]' => 1:17: a step with 'command' and 'steps'",
        "'[{service: app, type: load, command: a}]' => 1:23: the type 'load'",
        "'[{service: app, type: serail, steps: [{command: a}]}]' => 1:23: the type 'serail'",
        "'[{service: app, type: serial}]' => 1:2: a group without 'steps'",
        "'[{service: app, type: serial, steps: x}]' => 1:38: the text 'x' for 'steps'",
        "'[{service: app, type: serial, steps: []}]' => 1:38: a list for 'steps'",
        "'[{service: app, type: serial, command: a}]' => 1:31: a command in a group",
        "'[{command: a}]' => 1:2: a step without a service",
        "'[{command: a, servce: app}]' => 1:2: a step without a service; it has 'servce', perhaps 'service'",
        "'[{command: a, service: ap}]' => 1:24: the service 'ap'",
        "'[{command: [{a: b}], service: app}]' => 1:13: a mapping",
        "'[{command: {a: b}, service: app}]' => 1:12: a mapping",
        "'[{command: \"\", service: app}]' => 1:12: an empty command",
        "'[{command: \"a \\\"\", service: app}]' => 1:12: an opening quote \" without a closing one",
        "'[{service: app, type: push}]' => 1:2: a push without 'image_name'",
        "'[{type: push, image_name: a/b}]' => 1:2: a step without a service",
        "'[{service: app, type: push, image_name: a, image_tag: \"{{.Brunch}}\"}]' => 1:55: the variable 'Brunch' in the tag of an image",
        "'[{service: app, type: push, image_name: a, image_tag: \"{{.Branch\"}]' => 1:55: '{{' without '}}' in the tag of an image",
        "'[{service: app, command: a, tag: [a]}]' => 1:34: a list",
        "'[{services: [app], command: a}]' => 1:3: 'services' on a step that is no group",
        "'[{type: serial, service: app, services: [db], steps: [{command: a}]}]' => 1:31: 'services' beside 'service'",
        "'[{type: serial, services: [app, no], steps: [{command: a}]}]' => 1:27: the service 'no'",
        "'[{type: serial, services: [], steps: [{service: app, command: a}]}]' => 1:27: no name in 'services'",
        "'[{type: serial, service: app, steps: [{service: db, command: a}]}]' => 1:40: the service 'db' in a group for the service 'app'",
        "'[{service: app, command: a, dockercfg_service: no}]' => 1:48: the service 'no'",
        "'[{service: app, command: a, on_fail: {command: b}}]' => 1:38: a mapping",
        "'[{service: app, command: a, on_fail: [b]}]' => 1:39: the text 'b' in 'on_fail'",
        "'[x]' => 1:2: the text 'x'",
        "'x' => 1:1: the text 'x'",
        "'[]' => 1:1: an empty list",
        "'' => 1:1: an empty file",
        "'steps: [{service: app, command: a}]' => 1:1: the key 'steps' around the steps",
        "'{service: app}' => 1:1: a mapping",
      })
  void aMistakeIsToldWithItsPlace(String steps, String mistake) {
    assertThat(projects.mistakes(steps)).first().isEqualTo("steps.yml:" + mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "'[{service: app, command: a, comment: x}]' => 1:29: the key 'comment', which a step does not have",
        "'[{service: app, command: a, environment: {A: b}}]' => 1:29: the key 'environment' on a step",
        "'[{service: app, command: a, image_name: x}]' => 1:29: the key 'image_name' on a step of type 'run'",
        "'[{service: app, command: [a, b c]}]' => 1:26: a list as command",
        "'[{service: app, command: a && b}]' => 1:26: '&&' in a command that runs without a shell",
        "'[{service: app, command: \"echo $CI_BRANCH\"}]' => 1:26: '$CI_BRANCH' in a command that runs without a shell",
        "'[{service: app, command: a, tag: \"(a|b)\"}]' => 1:34: '(a|b)' for 'tag', which looks like a regular expression",
        "'[{name: a, service: app, command: a}, {name: a, service: app, command: b}]' => 1:46: the name 'a', which a step at codeship-steps.yml:1:2 has",
        "'[{service: app, command: a, dockercfg_service: app, encrypted_dockercfg_path: x}]' => 1:29: 'dockercfg_service' beside 'encrypted_dockercfg_path'",
        "'[{service: app, type: push, image_name: other}]' => 1:41: the name 'other', where the service has the image 'busybox'",
        "'[{service: app, type: push, image_name: busybox:1}]' => 1:41: a tag in 'busybox:1'",
        "'[{type: serial, service: app, steps: [{service: app, command: a}]}]' => 1:40: 'service' in a group that has the same",
        "'[{service: db, service: app, command: a}]' => 1:16: the key 'service' for the second time, first in line 1",
      })
  void whatIsAcceptedAndShouldBeLookedAtIsAWarning(String steps, String warning) {
    assertThat(Projects.warnings(projects.steps(steps))).containsExactly("steps.yml:" + warning);
  }

  @Test
  void aRegularExpressionThatIsNoneIsAWarningAndMatchesNothing() {
    CodeshipProject project = projects.steps("[{service: app, command: a, tag: '^(?!x)'}]");
    assertThat(Projects.warnings(project)).hasSize(1);
    assertThat(Projects.shape(project.plan("y"))).isEqualTo("-app:a");
  }

  @Test
  void aTemplateWithoutQuotesIsDiagnosed() {
    assertThat(projects.mistakes("""
        - service: app
          type: push
          image_name: a/b
          image_tag: {{.Branch}}
        """))
        .containsExactly(
            "steps.yml:4:15: a mapping as a key, as '{{' makes it where it is not in quotes");
    assertThat(projects.mistakes("""
        - service: app
          type: push
          image_name: a/b
          image_tag: {{.Branch}}-latest
        """))
        .isNotEmpty()
        .allMatch(mistake -> mistake.startsWith("steps.yml:4:") && mistake.contains("{{"));
  }

  @Test
  void allMistakesOfBothFilesAreToldTogetherInOrder() {
    assertThat(projects.mistakes(
            "app:\n  image: a\n  links: [no]\nx: y\n",
            "- service: app\n- service: no\n  command: a\n- command: b\n"))
        .containsExactly(
            "services.yml:1:1: the service 'no' in 'depends_on' or 'links' of the service 'app'",
            "services.yml:4:4: the text 'y' for the service 'x'",
            "steps.yml:1:3: a step with neither 'command' nor 'steps'",
            "steps.yml:2:12: the service 'no'",
            "steps.yml:4:3: a step without a service");
  }

  @Test
  void scalarsKeepTheirText() {
    CodeshipProject project = projects.steps("- {service: app, command: true, name: 3.10}");
    Run run = (Run) project.steps().get(0);
    assertThat(run.command()).containsExactly("true");
    assertThat(run.common().name()).isEqualTo("3.10");
  }

  @Test
  void anEmptyValueIsAsIfItWereNotThere() {
    CodeshipProject project =
        projects.steps("- {service: app, command: a, name: , tag: , exclude: '', type: null}");
    assertThat(Projects.shape(project.plan("x"))).isEqualTo("app:a");
    assertThat(project.warnings()).isEmpty();
  }

  @Test
  void whatRunsAfterAFailureInheritsTheServiceOfTheStep() {
    CodeshipProject project = projects.steps("""
        - service: app
          command: a
          on_fail:
          - command: b c
          - {command: d, service: db}
        """);
    Run run = (Run) project.steps().get(0);
    assertThat(run.common().onFail())
        .extracting(Run::service, Run::command)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("app", java.util.List.of("b", "c")),
            org.assertj.core.groups.Tuple.tuple("db", java.util.List.of("d")));
  }

  @Test
  void anchorsAndMergesWorkInBothFiles() {
    CodeshipProject project = projects.load(
        "base: &base\n  image: b\n  environment: {A: 1}\napp:\n  <<: *base\n  image: c\n",
        "- &s\n  service: app\n  command: a\n- <<: *s\n  command: b\n- *s\n");
    assertThat(project.services().get("app").image()).isEqualTo("c");
    assertThat(project.services().get("app").environment().variables()).containsEntry("A", "1");
    assertThat(Projects.shape(project.plan("x"))).isEqualTo("app:a app:b app:a");
  }
}
