package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.EnvironmentKey;
import dev.slipway.model.ImageName;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.run.StepResult;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small CodeShip project for each rule that has an effect when it runs. */
@NeedsDocker
@NeedsProgram("docker-registry")
@Timeout(240)
class CodeshipIT {
  private static final String BOX = "image: slipway/busybox:1";

  @TempDir
  Path temporary;

  private Path project;
  private SystemTime time;
  private DockerRuntime runtime;
  private Slipway ci;
  private String branch = "master";
  private @Nullable BuildResult result;
  private String log = "";

  @BeforeEach
  void open() throws Exception {
    project = Files.createDirectory(temporary.resolve("project"));
    time = SystemTime.create();
    runtime = DockerRuntime.builder(time)
        .substitute(name ->
            name.repository().equals("example/alias") ? ImageName.parse("slipway/busybox:1") : name)
        .connect();
    ci = Slipway.builder().home(temporary.resolve("home")).containers(runtime).build();
  }

  @AfterEach
  void leavesNothing() {
    ci.close();
    runtime.close();
    time.close();
    removeImages();
    if (result != null) {
      assertThat(Remains.ofBuild(result.buildId())).isEmpty();
    }
  }

  /** Removes what the projects here have built. */
  private static void removeImages() {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      engine.calls().listImagesCmd().withLabelFilter(Map.of(Labels.IMAGE, "built")).exec().stream()
          .flatMap(image ->
              image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
          .filter(tag -> tag.matches("(codeship_|example-codeship-it/|127.0.0.1:\\d+/team/app).*"))
          .forEach(tag -> engine.calls().removeImageCmd(tag).withForce(true).exec());
    }
  }

  private void write(String file, String text) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void passes(String services, String steps) throws Exception {
    passes(services, steps, p -> p);
  }

  private void passes(String services, String steps, UnaryOperator<CodeshipPipeline> options)
      throws Exception {
    Outcome outcome = run(services, steps, options);
    assertThat(outcome).as(result.reason().sentence() + "\n" + log).isEqualTo(Outcome.SUCCEEDED);
  }

  private Outcome run(String services, String steps) throws Exception {
    return run(services, steps, p -> p);
  }

  private Outcome run(String services, String steps, UnaryOperator<CodeshipPipeline> options)
      throws Exception {
    write("codeship-services.yml", services);
    write("codeship-steps.yml", steps);
    CodeshipPipeline translation =
        options.apply(CodeshipPipeline.of(CodeshipProject.load(project), runtime));
    result = ci.build(translation.pipeline(), new OnBranch(branch)).await();
    StringBuilder all = new StringBuilder();
    for (StepResult step : result.steps()) {
      all.append(log(step.name(), LogStream.OUT)).append(log(step.name(), LogStream.ERR));
    }
    log = all.toString();
    return result.outcome();
  }

  private String log(String step, LogStream stream) throws IOException {
    try (InputStream in = ci.logs(result.buildId()).read(step, stream)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private record OnBranch(String branch) implements Source {
    @Override
    public String description() {
      return "a test";
    }

    @Override
    public Revision resolve() {
      return Revision.of("1a2b3c4d".repeat(5), branch);
    }

    @Override
    public void checkout(Revision revision, Path directory) throws InterruptedException {
      Source.none().checkout(revision, directory);
    }
  }

  @Test
  void aCommandIsPassedToTheEntryPointWithoutAShell() throws Exception {
    write(
        "Dockerfile",
        "FROM slipway/busybox:1\nENTRYPOINT [\"echo\", \"entry\"]\nCMD [\"default\"]\n");
    passes("""
        app: {build: .}
        other: {image: 'slipway/busybox:1', entrypoint: echo other, command: replaced}
        """, """
        - {service: app, command: '$HOME && "a  b" > x'}
        - {service: other, command: one two}
        """);
    assertThat(log).contains("entry $HOME && a  b > x").contains("other one two");
  }

  @Test
  void theDirectoryAndUserOfTheImageCountUnlessTheServiceSaysOthers() throws Exception {
    write("Dockerfile", "FROM slipway/busybox:1\nWORKDIR /here\nUSER 1234\n");
    passes("""
        app: {build: .}
        other: {build: ., working_dir: /tmp, user: '77', hostname: known}
        """, """
        - {service: app, command: sh -c 'pwd; id -u'}
        - {service: other, command: sh -c 'pwd; id -u; hostname'}
        """);
    assertThat(log).contains("/here\n1234\n").contains("/tmp\n77\nknown\n");
  }

  @Test
  void eachStepHasFreshContainers() throws Exception {
    passes("""
        app: {image: 'slipway/busybox:1', depends_on: [db]}
        db: {image: 'slipway/busybox:1', command: sh -c 'mkdir /w; httpd -f -p 80 -h /w'}
        """, """
        - {service: app, command: sh -c 'test ! -e /mark && touch /mark'}
        - {service: app, command: sh -c 'test ! -e /mark'}
        """);
  }

  @Test
  void servicesReachEachOtherByNameAndAliasInBothDirections() throws Exception {
    passes("""
        app: {image: 'slipway/busybox:1', links: ['web.example.com:alias', second]}
        web.example.com: {image: 'slipway/busybox:1', depends_on: [second],
          command: sh -c 'echo first > /index.html; exec httpd -f -p 80 -h /'}
        second: {image: 'slipway/busybox:1',
          command: sh -c 'echo second > /index.html; exec httpd -f -p 80 -h /'}
        """, """
        - service: app
          command: sh -c 'sleep 0.5; for host in alias web.example.com second; do wget -q -O- http://$host/index.html || exit 1; done; ping -c 1 app'
        """);
    assertThat(log).contains("first\nfirst\nsecond\n");
  }

  @Test
  void linksTellTheirEndsByVariables() throws Exception {
    write("Dockerfile", "FROM slipway/busybox:1\nEXPOSE 80\nCMD [\"sleep\", \"100\"]\n");
    passes(
        "app: {image: 'slipway/busybox:1', links: ['db:my-db']}\ndb: {build: ., environment: {A: b}}\n",
        "- {service: app, command: sh -c 'echo $MY_DB_NAME $MY_DB_ENV_A $MY_DB_PORT'}\n");
    assertThat(log).containsPattern("/app/my-db b tcp://[0-9.]+:80\n");
  }

  @Test
  void aDependencyIsWaitedForUntilItsImageSaysItIsHealthy() throws Exception {
    write("Dockerfile", """
        FROM slipway/busybox:1
        HEALTHCHECK --interval=1s --retries=30 CMD test -e /ready
        CMD ["sh", "-c", "sleep 2; touch /ready; echo now; exec httpd -f -p 80 -h /"]
        """);
    passes(
        "app: {image: 'slipway/busybox:1', depends_on: [db]}\ndb: {build: .}\n",
        "- {service: app, command: wget -q -O- http://db/ready}\n");
    assertThat(log).contains("db | now");
  }

  @Test
  void aDependencyThatIsUnhealthyEndsTheBuild() throws Exception {
    write("Dockerfile", """
        FROM slipway/busybox:1
        HEALTHCHECK --interval=1s --retries=1 CMD false
        CMD ["sleep", "100"]
        """);
    Outcome outcome = run(
        "app: {image: 'slipway/busybox:1', depends_on: [db]}\ndb: {build: .}\n",
        "- {service: app, command: echo never}\n");
    assertThat(outcome).isEqualTo(Outcome.ERRORED);
    assertThat(result.reason().sentence()).contains("service 'db' is unhealthy");
    assertThat(log).doesNotContain("never");
  }

  @Test
  void directoriesOfTheProjectKeepWhatStepsWriteAndVolumesWithoutASourceDoNot() throws Exception {
    write("data/given", "from the project");
    passes("""
        app: {image: 'slipway/busybox:1', volumes: ['./data:/data', '/own']}
        reader: {image: 'slipway/busybox:1', volumes: ['./data:/data:ro']}
        """, """
        - {service: app, command: sh -c 'cat /data/given && echo made > /data/made && touch /own/x'}
        - {service: app, command: sh -c 'test -d /own -a ! -e /own/x'}
        - {service: reader, command: sh -c 'cat /data/made && ! touch /data/no'}
        """);
    assertThat(project.resolve("data/made")).hasContent("made");
  }

  @Test
  void aContainerWhoseVolumesOthersSeeIsMadeOnceForAllServices() throws Exception {
    passes("""
        data: {image: 'slipway/busybox:1', volumes: [/data], command: sh -c 'date +%N > /data/made'}
        app: {image: 'slipway/busybox:1', volumes_from: [data]}
        other: {image: 'slipway/busybox:1', volumes_from: ['data:ro']}
        """, """
        - type: parallel
          service: app
          steps:
          - {command: sh -c 'cat /data/made > /data/1'}
          - {command: sh -c 'cat /data/made > /data/2'}
        - {service: other, command: sh -c 'cmp /data/1 /data/2 && cmp /data/1 /data/made && ! touch /data/x'}
        """);
  }

  @Test
  void imagesAreBuiltOnceInOrderOfUseAndMayBeTheBaseOfLaterOnes() throws Exception {
    write("base/Dockerfile", "FROM slipway/busybox:1\nRUN date +%N > /stamp\n");
    write("docker/app", "FROM example-codeship-it/base\nRUN cp /stamp /stamp2\nCOPY file /file\n");
    write("file", "content");
    passes("""
        app: {build: {image: example-codeship-it/app, dockerfile: docker/app}}
        base: {build: {image: example-codeship-it/base, path: ./base}}
        same: {image: example-codeship-it/base}
        """, """
        - {service: base, command: 'true'}
        - {service: app, command: sh -c 'cmp /stamp /stamp2 && cat /file'}
        - {service: same, command: cat /stamp}
        - {service: base, command: cat /stamp}
        """);
    assertThat(log).containsOnlyOnce("building example-codeship-it/base");
  }

  @Test
  void buildArgumentsAreTemplatesAndMayBeEncrypted() throws Exception {
    EnvironmentKey key = EnvironmentKey.generate(temporary.resolve("key"), project);
    write("args.encrypted", key.encrypt("HIDDEN=from a file\n"));
    write("Dockerfile", """
        FROM slipway/busybox:1
        ARG BRANCH
        ARG HIDDEN
        ARG VERSION
        RUN echo "$BRANCH,$VERSION,$HIDDEN" > /args
        """);
    branch = "feature/x";
    passes("""
        app: {build: {args: {BRANCH: '{{ .Branch }}', VERSION: 3.10}, encrypted_args_file: args.encrypted}}
        """, "- {service: app, command: cat /args}\n", p -> p.key(key));
    assertThat(log).contains("feature/x,3.10,from a file\n");
  }

  @Test
  void environmentFilesComeAfterWhatIsWrittenAndEncryptedOnesAfterThem() throws Exception {
    EnvironmentKey key = EnvironmentKey.generate(temporary.resolve("key"), project);
    write("plain.env", "B=file\nC=file\n# note\nD=a \"b\" =c\n");
    write("secret.env", key.encrypt("C=sealed\nTOKEN=very-secret-token\n"));
    passes("""
        app:
          image: slipway/busybox:1
          environment: {A: written, B: written, C: written, N: 3.10, CI_COMMIT_ID: own}
          env_file: plain.env
          encrypted_env_file: [secret.env]
        """, """
        - service: app
          command: sh -c 'echo $A,$B,$C,$D,$N,$CI,$CI_NAME,$CI_BRANCH,$CI_COMMIT_ID,$E'
        - {service: app, command: sh -c 'test $TOKEN = very-secret-token && echo token is $TOKEN'}
        """, p -> p.key(key).env("E", "told").env("A", "told"));
    assertThat(log)
        .contains("told,file,sealed,a \"b\" =c,3.10,true,codeship,master,own,told\n")
        .contains("token is ***")
        .doesNotContain("very-secret-token");
  }

  @Test
  void theKeyInTheProjectIsTakenAndWhatCannotBeDecryptedIsToldBeforeAnythingRuns()
      throws Exception {
    write("codeship.aes", Base64.getEncoder().encodeToString(new byte[32]));
    write("new.env", "codeship:v2\nAAAA\n");
    assertThatThrownBy(() -> run(
            "app: {image: 'slipway/busybox:1', encrypted_env_file: new.env, env_file: no.env}",
            "- {service: app, command: echo}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no.env");
    write("no.env", "A=b");
    assertThatThrownBy(() -> run(
            "app: {image: 'slipway/busybox:1', encrypted_env_file: new.env, env_file: no.env}",
            "- {service: app, command: echo}"))
        .hasMessageStartingWith("new.env:1:1: the encrypted format 'codeship:v2'");
    EnvironmentKey key = EnvironmentKey.read(project.resolve("codeship.aes"));
    write("new.env", key.encrypt("FOO=bar\n"));
    passes(
        "app: {image: 'slipway/busybox:1', encrypted_env_file: new.env}",
        "- {service: app, command: sh -c 'test $FOO = bar'}");
  }

  @Test
  void groupsNestMultiplyAndStopWhereTheyShould() throws Exception {
    Outcome outcome = run("""
        one: {image: 'slipway/busybox:1', environment: {N: one}}
        two: {image: 'slipway/busybox:1', environment: {N: two}}
        """, """
        - type: matrix
          services: [one, two]
          steps:
          - {command: sh -c 'echo first $N'}
          - {command: sh -c 'echo second $N; test $N = one'}
          - {command: sh -c 'echo third $N'}
        - {service: one, command: echo after}
        """);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(log)
        .contains("first one", "first two", "second one", "second two", "third one")
        .doesNotContain("third two")
        .doesNotContain("after");
  }

  @Test
  void stepsOfOtherBranchesAreSkippedAndManualGroupsWaitForAnApproval() throws Exception {
    String services = "app: {" + BOX.replace("image: ", "image: '") + "'}\n";
    String steps = """
        - {service: app, command: echo for dev, tag: dev}
        - {service: app, command: echo not for master, exclude: ^mas}
        - {service: app, command: echo for all}
        - type: manual
          service: app
          steps: [{command: echo approved}]
        """;
    passes(services, steps);
    assertThat(log).contains("for all").doesNotContain("dev", "not for", "approved");
    passes(services, steps, p -> p.env("CI_BUILD_APPROVED", "true"));
    assertThat(log).contains("approved");
  }

  @Test
  void onFailRunsInFreshContainersOfTheServiceAndTheBuildFailsAllTheSame() throws Exception {
    Outcome outcome = run("app: {image: 'slipway/busybox:1', volumes: ['./out:/out']}\n", """
        - service: app
          command: sh -c 'exit 7'
          on_fail:
          - command: sh -c 'echo cure > /out/cure'
          - command: sh -c 'exit 1'
          - command: echo second cure
        - {service: app, command: echo never}
        """);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(result.reason().sentence()).contains("code 7");
    assertThat(project.resolve("out/cure")).hasContent("cure");
    assertThat(log).contains("second cure\n").doesNotContain("never");
  }

  @Test
  void onFailOfAGroupRunsOnceWhenOneOfItsStepsHasFailed() throws Exception {
    Outcome outcome = run("app: {image: 'slipway/busybox:1'}\n", """
        - type: parallel
          service: app
          on_fail: [{command: echo cured}]
          steps:
          - {command: 'true'}
          - {command: 'false'}
        - {service: app, command: echo never}
        """);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(log).containsOnlyOnce("\ncured\n").doesNotContain("never");
  }

  @Test
  void aServiceWithTheEngineMayUseIt() throws Exception {
    passes(
        "app: {image: 'slipway/busybox:1', add_docker: true}\n",
        "- {service: app, command: sh -c 'test $DOCKER_HOST = unix:///var/run/docker.sock && test -S /var/run/docker.sock'}\n");
  }

  @Test
  void anImageIsPushedWithATagOfTheBuildAndLoginsThatAServiceWrites() throws Exception {
    try (TestRegistry registry = TestRegistry.start(temporary.resolve("registry"))) {
      String login = Base64.getEncoder()
          .encodeToString((TestRegistry.USER + ":" + TestRegistry.PASSWORD).getBytes(UTF_8));
      EnvironmentKey key = EnvironmentKey.generate(temporary.resolve("key"), project);
      String auths =
          "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.name("v1/"), login);
      write("old.encrypted", key.encrypt(auths.substring(9, auths.length() - 1)));
      write("logins.json", auths);
      write("logins/Dockerfile", """
          FROM slipway/busybox:1
          COPY logins.json /logins.json
          ENTRYPOINT ["cp", "/logins.json"]
          """);
      write("Dockerfile", "FROM slipway/busybox:1\nRUN echo pushed > /what\n");
      String name = registry.name("team/app");
      branch = "feature/x";
      String services = """
          app: {build: {image: '%s'}}
          logins: {build: {context: ., dockerfile: logins/Dockerfile}, environment: {A: b}}
          pulled: {image: '%s:featurex-1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d', encrypted_dockercfg_path: old.encrypted}
          """.formatted(name, name);
      String steps =
          """
          - type: push
            service: app
            image_name: %s
            image_tag: '{{.Branch}}-{{ .CommitID }}'
            registry: http://%s
            dockercfg_service: logins
          - {type: push, service: app, image_name: team/app, registry: '%s', encrypted_dockercfg_path: old.encrypted}
          - {service: pulled, command: cat /what}
          """.formatted(name, registry.name("v2/"), registry.name("").replaceAll("/$", ""));
      passes(services, steps.lines().limit(6).collect(Collectors.joining("\n")));
      assertThat(log).doesNotContain("pushing");
      passes(services, steps, p -> p.push().key(key));
      assertThat(log)
          .contains("pushed " + name + ":featurex-1a2b3c4d", "pushed " + name + ":latest")
          .endsWith("pushed\n");
    }
  }

  @Test
  void imagesAreReplacedAsTheRuntimeSays() throws Exception {
    write("Dockerfile", "FROM example/alias:1\nRUN echo built > /what\n");
    passes(
        "app: {image: 'example/alias:1'}\nbuilt: {build: .}\n",
        "- {service: app, command: echo replaced}\n- {service: built, command: cat /what}\n");
    assertThat(log).contains("replaced", "built");
  }
}
