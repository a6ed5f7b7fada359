package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlipwayTranslationTest {
  @TempDir
  Path directory;

  @Test
  void aProjectBecomesAReadableFile() {
    CodeshipProject project = new Projects(directory).load("""
        web:
          build: {image: example/web, context: ./web, args: {BRANCH: '{{ .Branch }}', PRICE: '${5}'}}
          environment: {A: b, N: 3.10}
          depends_on: [db]
          links: ['db:database']
          volumes: ['./src:/app:ro', '/tmp/cache']
          working_dir: /app
        db: {image: 'postgres:9.6', command: postgres -c fsync=off}
        """, """
        - name: unit tests
          service: web
          command: npm test
          on_fail: [{command: npm run report}]
        - type: push
          service: web
          image_name: example/web
          image_tag: 'v-{{.Branch}}'
          registry: https://registry.example/v1/
          tag: ^(master|release/.*)$
          encrypted_dockercfg_path: dockercfg.encrypted
        """);
    String text = project.toSlipwayYaml();
    assertThat(text.substring(text.indexOf("\nwhen")).strip()).isEqualTo("""
        when:
          not:
            message: "--skip-ci|--ci-skip|\\\\[skip ci\\\\]|\\\\[ci skip\\\\]"
        steps:
          - run: build web
            imageBuild:
              context: web
              arg:
                BRANCH: ${CI_REF}
                PRICE: $${5}
              tag: example/web
          - serial: unit tests and on fail
            steps:
              - step: unit tests
                image:
                  step: build web
                exec:
                  - npm
                  - test
                env:
                  A: b
                  "N": "3.10"
                container:
                  asImageSays: true
                  directory: /app
                  mount:
                    /app:
                      directory: src
                      readOnly: true
                  volume:
                    /tmp/cache: web-tmp-cache-1
                  hostname: web
                service:
                  db:
                    image: postgres:9.6
                    alias:
                      - database
                    command:
                      - postgres
                      - "-c"
                      - fsync=off
                    readyWhen: healthyIfChecked
                    within: 60m
              - step: unit tests on fail
                image:
                  step: build web
                exec:
                  - npm
                  - run
                  - report
                env:
                  A: b
                  "N": "3.10"
                container:
                  asImageSays: true
                  directory: /app
                  mount:
                    /app:
                      directory: src
                      readOnly: true
                  volume:
                    /tmp/cache: web-tmp-cache-2
                  hostname: web
                service:
                  db:
                    image: postgres:9.6
                    alias:
                      - database
                    command:
                      - postgres
                      - "-c"
                      - fsync=off
                    readyWhen: healthyIfChecked
                    within: 60m
                needs: unit tests
                onFailure: true
          - run: "push example∕web"
            when:
              ref: "^(master|release/.*)$"
            imagePush:
              image:
                step: build web
              to: registry.example/example/web:v-${CI_REF}""");
    assertThat(text)
        .startsWith("# Translated from the two files of a CodeShip Pro project.")
        .contains(
            "# - codeship-steps.yml:5:3: the logins in 'dockercfg.encrypted' cannot be translated;");
    assertThat(Translations.assertSamePlan(project, Translations.read(project), "master", null))
        .isTrue();
  }

  @Test
  void anImageIsBuiltBeforeItsFirstUseWhereAllStepsAreThatUseItAndForTheirBranches() {
    CodeshipProject project = new Projects(directory).load("""
        a: {build: {context: ./a}}
        b: {build: {context: ./b}}
        c: {build: {context: ./c}}
        app: {image: busybox}
        """, """
        - {service: app, command: first}
        - type: parallel
          steps:
          - type: serial
            steps:
            - {service: app, command: prepare}
            - {service: a, command: only here, tag: dev}
            - {service: a, command: and here, exclude: ^x}
          - {service: b, command: here}
        - {service: b, command: and later, tag: master}
        - type: serial
          tag: deploy
          steps: [{service: c, command: last}]
        """);
    assertThat(project
            .toSlipwayYaml()
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("- run: build")
                || line.startsWith("- step")
                || line.startsWith("- serial")
                || line.startsWith("- parallel")))
        .containsExactly(
            "- step: \"app: first\"",
            "- run: build b",
            "- parallel: parallel",
            "- serial: serial",
            "- step: \"app: prepare\"",
            "- run: build a",
            "- step: \"a: only here\"",
            "- step: \"a: and here\"",
            "- step: \"b: here\"",
            "- step: \"b: and later\"",
            "- serial: serial (2)",
            "- run: build c",
            "- step: \"c: last\"");
    for (String branch : new String[] {"dev", "master", "x", "deploy", "other"}) {
      Translations.assertSamePlan(project, Translations.read(project), branch, null);
      Translations.assertSamePlan(project, Translations.read(project), null, branch);
    }
  }

  @Test
  void rulesThatAreNoExpressionsAndPlainNamesMatchThemselvesAlone() {
    CodeshipProject project = new Projects(directory).steps("""
        - {service: app, command: a, tag: '^(?!v0)'}
        - {service: app, command: b, exclude: '^(?!v0)'}
        - {service: app, command: c, tag: release/1.0}
        - {service: app, command: d, tag: '(a|b)'}
        - {service: app, command: e, tag: '^(a|b)', exclude: 'b$'}
        """);
    for (String branch : new String[] {
      "^(?!v0)", "v1", "release/1.0", "release/1x0", "(a|b)", "a", "ab", "^(a|b)", ""
    }) {
      assertThat(Translations.assertSamePlan(project, Translations.read(project), branch, null))
          .isTrue();
    }
  }

  @Test
  void whatCannotBeReadIsToldInAHeadAndNoSecretIsWritten() throws Exception {
    Files.createDirectory(directory.resolve("other"));
    EnvironmentKey key =
        EnvironmentKey.generate(directory.resolve("codeship.aes"), directory.resolve("other"));
    Projects projects = new Projects(directory)
        .write("secret.env", key.encrypt("TOKEN=very-secret-token\n"))
        .write("plain.env", "B=from a file\n");
    CodeshipProject project =
        projects.load("""
        app: {image: busybox, environment: {A: b}, env_file: plain.env, encrypted_env_file: secret.env}
        other: {image: busybox, environment: {A: b}, env_file: missing.env, volumes: ['/etc:/etc', '../x:/x']}
        """, "- {service: app, command: a}\n- {service: other, command: b}\n");
    String text = project.toSlipwayYaml();
    assertThat(text)
        .doesNotContain("very-secret-token")
        .contains("B: from a file", "secret:\n      - TOKEN")
        .contains("are secrets here: TOKEN; give them by the SecretSource of the application")
        .contains("the file 'missing.env': ")
        .contains("the volume '/etc:/etc' is a directory of the machine")
        .contains("the volume '../x:/x' is outside the project");
    assertThat(Translations.read(project).steps()).hasSize(2);
  }
}
