package dev.slipway.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.engine.BuildRequest;
import dev.slipway.json.Json;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Revision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeshipStoryTest {
  @TempDir
  Path directory;

  private String output = "";
  private String errors = "";

  @BeforeEach
  void writeTheProject() throws IOException {
    write("codeship-services.yml", "app: {image: busybox, ports: ['1:1']}\n");
    write("codeship-steps.yml", """
        - {service: app, command: one}
        - {service: app, command: two, tag: ^v}
        - {type: push, service: app, image_name: busybox, image_tag: '{{.Branch}}-{{.CommitID}}'}
        """);
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private int run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("codeship", directory.toString()));
    all.addAll(List.of(arguments));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, UTF_8));
    System.setErr(new PrintStream(errBytes, true, UTF_8));
    try {
      return Main.run(all);
    } finally {
      System.setOut(out);
      System.setErr(err);
      output = outBytes.toString(UTF_8);
      errors = errBytes.toString(UTF_8);
    }
  }

  @Test
  void thePlanIsOneJsonObjectAndNothingElse() throws Exception {
    assertThat(run("--branch", "feature/x", "--plan", "json", "--env", "CI_COMMIT_ID=1a2b"))
        .isZero();
    Map<?, ?> plan = Json.read(output, Map.class);
    assertThat(plan.get("branch")).isEqualTo("feature/x");
    assertThat((List<?>) plan.get("warnings"))
        .singleElement()
        .asString()
        .startsWith("codeship-services.yml:1:23: the key 'ports'");
    assertThat(plan.get("tree").toString())
        .contains(
            "state=skipped", "imageTag=featurex-1a2b", "'feature/x' does not match 'tag: ^v'");
    assertThat(errors).isEmpty();
  }

  @Test
  void thePlanAsTextIsForPeople() throws Exception {
    assertThat(run("--tag", "v1", "--plan", "text")).isZero();
    assertThat(output).contains("branch v1\n  run [app]: one\n  run [app]: two\n");
  }

  @Test
  void theProjectIsWrittenAsSlipwayYaml() throws Exception {
    assertThat(run("--plan", "slipway.yml")).isZero();
    assertThat(output).startsWith("# Translated from").contains("\nsteps:\n  - step: ");
    assertThat(errors).isEmpty();
  }

  @Test
  void configurationErrorsAreLinesOnStandardErrorAndGiveStatusTwo() throws Exception {
    write("codeship-steps.yml", "- service: ap\n  command: one\n- service: app\n");
    assertThat(run("--plan", "json")).isEqualTo(2);
    assertThat(output).isEmpty();
    assertThat(errors.lines())
        .hasSize(2)
        .allMatch(line -> line.matches("codeship-steps\\.yml:\\d+:\\d+: error: .*; expected .*"));
    assertThat(errors).startsWith("codeship-steps.yml:1:12: error: the service 'ap'");
  }

  @Test
  void wrongArgumentsGiveStatusTwo() throws Exception {
    assertThat(run("--plan", "yaml")).isEqualTo(2);
    assertThat(run("--branch")).isEqualTo(2);
    assertThat(run("--env", "x")).isEqualTo(2);
    assertThat(run("--no-such-thing")).isEqualTo(2);
    assertThat(run("another-directory")).isEqualTo(2);
    assertThat(Main.run(List.of("codeship"))).isEqualTo(2);
  }

  private String commit() throws Exception {
    git("init", "-q", "-b", "feature/x");
    git("add", ".");
    git("commit", "-q", "-m", "first [skip ci]");
    return git("rev-parse", "HEAD");
  }

  private String git(String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"));
    all.addAll(List.of(arguments));
    Process process = new ProcessBuilder(all)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void branchAndCommitAreThoseOfTheRepositoryInTheDirectory() throws Exception {
    String id = commit();
    assertThat(run("--plan", "json")).isZero();
    assertThat(Json.read(output, Map.class).get("branch")).isEqualTo("feature/x");
    assertThat(output).contains("\"featurex-" + id + "\"");
  }

  @Test
  void argumentsCountMoreThanTheRepository() throws Exception {
    String id = commit();
    assertThat(run("--plan", "json", "--branch", "v2")).isZero();
    assertThat(Json.read(output, Map.class).get("branch")).isEqualTo("v2");
    assertThat(output).contains("\"v2-" + id + "\"");
    assertThat(run("--plan", "json", "--env", "CI_COMMIT_ID=1a2b")).isZero();
    assertThat(output).contains("\"featurex-1a2b\"");
    assertThat(run("--plan", "json", "--tag", "v3")).isZero();
    assertThat(Json.read(output, Map.class).get("branch")).isEqualTo("v3");
  }

  @Test
  void aDamagedRepositoryIsAWarningOnStandardError() throws Exception {
    write(".git", "no such thing");
    assertThat(run("--plan", "json")).isZero();
    assertThat(errors).startsWith("warning: ");
    assertThat(Json.read(output, Map.class).get("branch")).isEqualTo("");
  }

  @Test
  void aBuildKnowsTheCommitAndRunsEvenIfTheCommitSkipsBuilds() throws Exception {
    String id = commit();
    CodeshipFacts facts =
        CodeshipFacts.of(CodeshipArguments.parse(List.of(directory.toString(), "--push")));
    BuildRequest request = facts.request(Pipeline.named("p", p -> p.step("s", s -> s.sh("true"))));
    Revision revision = request.source().resolve();
    assertThat(revision.id()).isEqualTo(id);
    assertThat(revision.branch()).isEqualTo("feature/x");
    assertThat(CodeshipBuild.isSkippedBy(revision.message())).isFalse();
    assertThat(request.context().environment())
        .containsEntry("CI_COMMIT_ID", id)
        .containsEntry("CI_COMMIT_MESSAGE", "first [skip ci]")
        .containsEntry("CI_COMMITTER_NAME", "Ada")
        .containsEntry("CI_COMMITTER_EMAIL", "ada@example.org");
    assertThat(id).startsWith(facts.variables().get("CI_COMMIT_DESCRIPTION"));
  }
}
