package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.config.SlipwayYaml;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.EnvironmentKey;
import dev.slipway.engine.BuildRequest;
import dev.slipway.fixture.TestRegistry;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** CodeShip projects translated to slipway.yml, run as any pipeline. */
class TranslatedCodeshipIT extends CodeshipRules {
  private final Map<String, String> secrets = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private @Nullable String login;
  private String text = "";

  @Override
  Outcome run(String services, String steps) throws Exception {
    writeProject(services, steps);
    text = CodeshipProject.load(project).toSlipwayYaml();
    Path kept = Files.createDirectories(temporary.resolve("kept"));
    if (login != null) {
      text = text.replace("    imagePush:\n", "    imagePush:\n      " + login + "\n");
    }
    String keep = "  - {step: keep, always: true, sh: 'cp -r . " + kept + "'}\n";
    try (Slipway own = Slipway.builder()
        .home(temporary.resolve("own"))
        .containers(connect())
        .secrets(
            name -> Optional.ofNullable(secrets.get(name)).map(value -> Secret.of(name, value)))
        .build()) {
      BuildRequest request = BuildRequest.of(pipeline(text + keep), new OnBranch(branch, project));
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        request = request.variable(variable.getKey(), variable.getValue());
      }
      return finished(own, own.build(request));
    }
  }

  @Override
  String images() {
    return "127.0.0.1:\\d+/team/translated.*";
  }

  @Override
  Path file(String path) {
    return temporary.resolve("kept").resolve(path);
  }

  @Test
  void aContainerWhoseVolumesOthersSeeFillsThem() throws Exception {
    passes("""
        data: {image: 'slipway/busybox:1', volumes: [/data], command: sh -c 'echo filled > /data/made'}
        app: {image: 'slipway/busybox:1', volumes_from: [data]}
        """, """
        - {service: app, command: sh -c 'cat /data/made && echo kept > /data/more'}
        - {service: app, command: cat /data/more}
        """);
    assertThat(log).contains("filled\n").contains("kept\n");
  }

  @Test
  void encryptedVariablesAreSecretsAndArgumentsAreVariablesOfTheBuild() throws Exception {
    write("codeship.aes", Base64.getEncoder().encodeToString(new byte[32]));
    EnvironmentKey key = EnvironmentKey.read(project.resolve("codeship.aes"));
    write("plain.env", "B=file\nC=file\n");
    write("secret.env", key.encrypt("C=sealed\nTOKEN=very-secret-token\n"));
    write(
        "Dockerfile",
        "FROM slipway/busybox:1\nARG BRANCH\nRUN echo \"built for $BRANCH\" > /args\n");
    branch = "feature/x";
    secrets.put("C", "sealed-by-the-application");
    secrets.put("TOKEN", "very-secret-token");
    passes("""
        app:
          build: {args: {BRANCH: '{{ .Branch }}'}}
          environment: {A: written, B: written, C: written, N: 3.10}
          env_file: plain.env
          encrypted_env_file: [secret.env]
        """, """
        - service: app
          command: sh -c 'cat /args; echo $A,$B,$C,$N,$CI,$CI_BRANCH'
        - {service: app, command: sh -c 'test $TOKEN = very-secret-token && echo token is $TOKEN'}
        """);
    assertThat(log)
        .contains(
            "built for feature/x\n", "written,file,***,3.10,true,feature/x\n", "token is ***\n")
        .doesNotContain("very-secret-token");
    assertThat(text).doesNotContain("sealed");
  }

  @Test
  void aManualGroupIsPartOfABuildThatWasApproved() throws Exception {
    String services = "app: {image: 'slipway/busybox:1'}\n";
    String steps = """
        - {service: app, command: echo for dev, tag: dev}
        - {service: app, command: echo for all}
        - {type: manual, service: app, steps: [{command: echo approved}]}
        """;
    passes(services, steps);
    assertThat(log).contains("for all").doesNotContain("for dev", "approved");
    variables.put("CI_BUILD_APPROVED", "true");
    passes(services, steps);
    assertThat(log).contains("for all", "approved");
  }

  @Test
  void anImageIsPushedWithATagOfTheBuild() throws Exception {
    try (TestRegistry registry = TestRegistry.start(temporary.resolve("registry"))) {
      write("Dockerfile", "FROM slipway/busybox:1\nRUN echo pushed > /what\n");
      branch = "feature/x";
      secrets.put("REGISTRY", TestRegistry.PASSWORD);
      login = "login: {user: " + TestRegistry.USER + ", password: REGISTRY}";
      passes("app: {build: .}\n", """
          - {type: push, service: app, image_name: team/translated, registry: 'http://%s', image_tag: '{{.Branch}}-{{ .CommitID }}'}
          """.formatted(registry.name("v2/")));
      assertThat(log).contains("pushed " + registry.name("team/translated") + ":featurex-1a2b3c4d");
    }
  }

  private Pipeline pipeline(String file) {
    return SlipwayYaml.standard()
        .withKey("imageBuild", ImageBuild.format(runtime))
        .withKey("imagePush", ImagePush.format(runtime))
        .parse("slipway.yml", file);
  }
}
