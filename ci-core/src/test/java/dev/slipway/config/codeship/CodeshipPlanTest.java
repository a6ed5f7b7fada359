package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.json.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeshipPlanTest {
  @TempDir
  Path directory;

  private Projects projects;

  @BeforeEach
  void makeProjects() {
    projects = new Projects(directory);
  }

  private String shape(String branch, String steps) {
    return Projects.shape(projects.steps(steps).plan(branch));
  }

  @Test
  void stepsAreLimitedByTagAndExcludeAndExcludeIsStronger() {
    String steps = """
        - {service: app, command: a}
        - {service: app, command: b, tag: master}
        - {service: app, command: c, exclude: master}
        - {service: app, command: d, tag: ^m, exclude: master}
        """;
    assertThat(shape("master", steps)).isEqualTo("app:a app:b -app:c -app:d");
    assertThat(shape("main", steps)).isEqualTo("app:a -app:b app:c app:d");
    assertThat(shape("dev", steps)).isEqualTo("app:a -app:b app:c -app:d");
  }

  @Test
  void withoutBranchAndTagEachLimitedStepIsSkipped() {
    CodeshipProject project = projects.steps("""
        - {service: app, command: a}
        - {service: app, command: b, tag: ^}
        - {service: app, command: c, exclude: ^}
        """);
    CodeshipPlan plan = project.plan(null, null);
    assertThat(Projects.shape(plan)).isEqualTo("app:a -app:b app:c");
    assertThat(plan.branch()).isEmpty();
    assertThat(plan.tree().get(1).skipped())
        .isEqualTo("there is no branch or tag to match 'tag: ^'");
  }

  @Test
  void theTagOfATagBuildStandsForTheBranch() {
    CodeshipProject project = projects.steps("""
        - {service: app, command: a, tag: ^v}
        - {service: app, command: b, tag: master}
        """);
    assertThat(Projects.shape(project.plan(null, "v1"))).isEqualTo("app:a -app:b");
    assertThat(Projects.shape(project.plan("master", "v1"))).isEqualTo("app:a -app:b");
    assertThat(project.plan(null, "v1").branch()).isEqualTo("v1");
    assertThat(project.plan("master", "v1").branch()).isEqualTo("master");
  }

  @Test
  void aGroupIsGatedAsAWholeAndItsStepsBesides() {
    String steps = """
        - type: serial
          tag: ^(master|staging/.*|private/.*)$
          steps:
          - {service: app, command: a}
          - {service: app, command: b, tag: ^master$}
        """;
    assertThat(shape("master", steps)).isEqualTo("serial(app:a app:b)");
    assertThat(shape("staging/x", steps)).isEqualTo("serial(app:a -app:b)");
    CodeshipPlan plan = projects.steps(steps).plan("dev");
    assertThat(Projects.shape(plan)).isEqualTo("-serial(-app:a -app:b)");
    assertThat(plan.tree().get(0).steps().get(0).skipped())
        .isEqualTo(
            "its group is skipped: 'dev' does not match 'tag: ^(master|staging/.*|private/.*)$'");
  }

  @Test
  void aGroupHandsDownServiceAndCredentialsAndNestsAsDeepAsOneLikes() {
    CodeshipProject project = projects.steps("""
        - type: parallel
          service: app
          encrypted_dockercfg_path: cfg
          steps:
          - command: a
          - type: serial
            steps:
            - command: b
            - type: parallel
              steps:
              - {command: c, dockercfg_service: db}
        """);
    assertThat(Projects.shape(project.plan("x")))
        .isEqualTo("parallel(app:a serial(app:b parallel(app:c)))");
    CodeshipStep.Group group = (CodeshipStep.Group) project.steps().get(0);
    assertThat(group.steps().get(0).common().credentials().encryptedFile()).isEqualTo("cfg");
    assertThat(project.toString()).isNotNull();
  }

  @Test
  void severalServicesMultiplyTheStepsOfAGroup() {
    String steps = """
        - type: %s
          services: [app, db]
          steps:
          - command: a
          - type: parallel
            steps: [{command: b}]
        """;
    String each = "serial(app:a parallel(app:b)) serial(db:a parallel(db:b))";
    assertThat(shape("x", steps.formatted("parallel"))).isEqualTo("parallel(" + each + ")");
    assertThat(shape("x", steps.formatted("matrix"))).isEqualTo("parallel(" + each + ")");
    assertThat(shape("x", steps.formatted("serial"))).isEqualTo("serial(" + each + ")");
    assertThat(shape("x", steps.formatted("manual"))).isEqualTo("manual(" + each + ")");
  }

  @Test
  void aGroupWithoutATypeIsSerialWithAWarning() {
    CodeshipProject project = projects.steps("- service: app\n  steps:\n  - command: a\n");
    assertThat(Projects.shape(project.plan("x"))).isEqualTo("serial(app:a)");
    assertThat(Projects.warnings(project)).containsExactly("steps.yml:2:3: a group without 'type'");
  }

  @Test
  void aPushHasTheTagTheBranchGivesIt() {
    String steps = """
        - {type: push, service: app, image_name: team/app}
        - {type: push, service: app, image_name: team/app, image_tag: '{{.Branch}}', tag: ^f}
        - {type: push, service: app, image_name: team/app, image_tag: 3.10}
        - {type: push, service: app, image_name: team/app, image_tag: '{{ .Branch }}-{{ .CommitID }}'}
        - {type: push, service: app, image_name: team/app, image_tag: '{{.ServiceName}}-{{.Ci}}{{.CiName}}'}
        """;
    assertThat(shape("feature/x", steps))
        .isEqualTo("app:>team/app:latest app:>team/app:featurex app:>team/app:3.10"
            + " app:>team/app:featurex-{{ .CommitID }} app:>team/app:app-truecodeship");
    assertThat(shape("x", steps)).contains("-app:>team/app:x");
  }

  @Test
  void whatIsKnownOfTheBuildIsInTheTag() {
    CodeshipProject project = projects.steps(
        "- {type: push, service: app, image_name: a/b, image_tag: '{{.CommitID}}-{{.Branch}}'}");
    CodeshipBuild build =
        CodeshipBuild.planned("b", null).withVariables(Map.of("CI_COMMIT_ID", "1a2b", "X", "y"));
    assertThat(Projects.shape(project.plan("b", null, build))).isEqualTo("app:>a/b:1a2b-b");
    assertThat(build.variables()).containsEntry("X", "y").containsEntry("CI_COMMIT_ID", "1a2b");
  }

  @Test
  void aManualGroupIsTheLastStepOfItsBranch() {
    String two = """
        - {service: app, command: a}
        - type: manual
          tag: master
          steps: [{service: app, command: b}]
        - type: manual
          tag: %s
          steps: [{service: app, command: c}]
        """;
    assertThat(shape("master", two.formatted("dev")))
        .isEqualTo("app:a manual(app:b) -manual(-app:c)");
    CodeshipProject both = projects.steps(two.formatted("^"));
    assertThat(Projects.shape(both.plan("dev"))).isEqualTo("app:a -manual(-app:b) manual(app:c)");
    assertThat(Projects.found(() -> both.plan("master")))
        .contains("steps.yml:5:3: a second manual group for 'master'");
    CodeshipProject after = projects.steps("""
        - type: serial
          steps:
          - type: manual
            steps: [{service: app, command: b}]
        - {service: app, command: c}
        """);
    assertThat(Projects.found(() -> after.plan("x")))
        .containsExactly(
            "steps.yml:5:3: a step after the manual group at codeship-steps.yml:3:5 for 'x'");
  }

  @Test
  void aBuildOfWhichAllIsSkippedHasAPlan() {
    assertThat(shape("x", "- {service: app, command: a, tag: y}")).isEqualTo("-app:a");
  }

  @Test
  void thePlanAsJsonHasTheMembersThatProgramsCountOn() {
    CodeshipPlan plan = projects.steps("""
        - name: group
          type: matrix
          services: [app]
          tag: master
          steps:
          - {name: one, command: sh -c 'a && b'}
          - {type: push, image_name: busybox, registry: r.example}
        - {service: db, command: x, tag: dev, on_fail: [{command: y}]}
        """).plan("master");
    assertThat(Json.read(plan.toJson(), Map.class)).isEqualTo(Json.read("""
        {"branch": "master", "warnings": [], "tree": [
          {"type": "parallel", "name": "group", "state": "run", "reason": null, "service": null,
           "command": null, "image": null, "imageTag": null, "registry": null, "steps": [
            {"type": "serial", "name": null, "state": "run", "reason": null, "service": "app",
             "command": null, "image": null, "imageTag": null, "registry": null, "steps": [
              {"type": "run", "name": "one", "state": "run", "reason": null, "service": "app",
               "command": ["sh", "-c", "a && b"], "image": null, "imageTag": null,
               "registry": null, "steps": []},
              {"type": "push", "name": null, "state": "run", "reason": null, "service": "app",
               "command": null, "image": "busybox", "imageTag": "latest", "registry": "r.example",
               "steps": []}]}]},
          {"type": "run", "name": null, "state": "skipped",
           "reason": "'master' does not match 'tag: dev'", "service": "db", "command": ["x"],
           "image": null, "imageTag": null, "registry": null, "steps": []}]}
        """, Map.class));
  }

  @Test
  void thePlanAsTextHasALineForEachStep() {
    CodeshipPlan plan = projects.steps("""
        - type: serial
          name: deploy
          tag: master
          steps:
          - {service: app, name: a, command: sh -c 'x  y'}
          - {service: app, type: push, image_name: a/b}
        """).plan("master");
    assertThat(plan.toText()).isEqualTo("""
        branch master
          serial 'deploy'
            run [app] 'a': sh -c 'x  y'
            push [app]: a/b:latest
        """);
  }
}
