package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.EnvironmentKey;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.model.Outcome;
import dev.slipway.secret.Secret;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CodeShip projects as they are, run as CodeShip did. */
@NeedsDocker
@NeedsProgram("docker-registry")
@Timeout(240)
class CodeshipIT extends CodeshipRules {
  private static final String BOX = "image: slipway/busybox:1";

  @Override
  Outcome run(String services, String steps) throws Exception {
    return run(services, steps, p -> p);
  }

  @Override
  String images() {
    return "codeship_.*|127.0.0.1:\\d+/team/app.*";
  }

  @Override
  Path file(String path) {
    return project.resolve(path);
  }

  private void passes(String services, String steps, UnaryOperator<CodeshipPipeline> options)
      throws Exception {
    Outcome outcome = run(services, steps, options);
    assertThat(outcome).as(result.reason().sentence() + "\n" + log).isEqualTo(Outcome.SUCCEEDED);
  }

  private Outcome run(String services, String steps, UnaryOperator<CodeshipPipeline> options)
      throws Exception {
    writeProject(services, steps);
    CodeshipPipeline translation =
        options.apply(CodeshipPipeline.of(CodeshipProject.load(project), runtime));
    return finished(ci, ci.build(translation.pipeline(), new OnBranch(branch, null)));
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
  void imagesAreKeptByBranchAndABranchWithoutOneUsesThoseOfItsFallback() throws Exception {
    try (TestRegistry registry = TestRegistry.start(temporary.resolve("registry"))) {
      DockerRuntime before = runtime;
      runtime = DockerRuntime.builder(time)
          .credentials(
              registry.name("").replaceAll("/$", ""),
              TestRegistry.USER,
              Secret.of("registry", TestRegistry.PASSWORD))
          .connect();
      String cache = registry.name("team/app-cache");
      write(
          "Dockerfile",
          "FROM slipway/busybox:1\nRUN cat /proc/sys/kernel/random/uuid > /id # example-codeship-it\n");
      String services =
          "app: {build: {image: example-codeship-it/app}, cached: true, default_cache_branch: main}\n";
      String steps = "- {service: app, command: sh -c 'echo id $(cat /id)'}\n";

      try {
        String nowhere = "127.0.0.1:1/nowhere";
        String alone = id(services, steps, nowhere);
        assertThat(log).contains("the image is not kept for later builds: ");
        assertThat(id(services, steps, nowhere)).as("without layers").isNotEqualTo(alone);

        branch = "main";
        String first = id(services, steps, cache);
        assertThat(log).contains("no layers of branch 'main': ", "pushed " + cache + ":app-main-");
        branch = "feature/x";
        assertThat(id(services, steps, cache)).isEqualTo(first);
        assertThat(log)
            .contains("no layers of branch 'feature/x': ", "layers of branch 'main' are used: ")
            .contains("pushed " + cache + ":app-feature-x-");
        assertThat(id(services, steps, cache)).isEqualTo(first);
        assertThat(log).contains("layers of branch 'feature/x' are used: ");
      } finally {
        runtime.close();
        runtime = before;
      }
    }
  }

  /** Runs the project on an engine that has no layers of it, and returns what its image says. */
  private String id(String services, String steps, String cache) throws Exception {
    passes(services, steps, p -> p.imageCache(cache));
    String id = log.lines().filter(line -> line.startsWith("id ")).findFirst().orElseThrow();
    removeImages();
    return id;
  }
}
