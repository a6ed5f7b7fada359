package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.slipway.config.codeship.CodeshipService.Build;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeshipServicesTest {
  private static final String STEPS = "- service: app\n  command: echo\n";

  @TempDir
  Path directory;

  private Projects projects;

  @BeforeEach
  void makeProjects() {
    projects = new Projects(directory);
  }

  private CodeshipService app(String services) {
    return projects.services(services).services().get("app");
  }

  private List<String> warnings(String services) {
    return Projects.warnings(projects.services(services));
  }

  @Test
  void servicesAreAtTheTopOrBelowServices() {
    String inner = "app:\n  image: a\n";
    assertThat(app(inner).image()).isEqualTo("a");
    assertThat(
            app("version: '2'\nservices:\n  " + inner.replace("\n  ", "\n    ")).image())
        .isEqualTo("a");
    assertThat(warnings(
            "version: 3.10\nvolumes: {x: }\nnetworks: {y: }\nservices: {app: {image: a}}\n"))
        .isEmpty();
    assertThat(warnings("version: 2\nvolumes: {data: {}}\napp: {image: a}\n")).isEmpty();
    assertThat(projects.load("services: {image: a}\napp: {image: b}\n", STEPS).services())
        .containsOnlyKeys("services", "app");
    assertThat(warnings("services: {app: {image: a}}\nother: {image: b}\n"))
        .containsExactly("services.yml:2:1: the key 'other' beside 'services'");
  }

  @Test
  void aBuildHasItsOldAndNewForms() {
    assertThat(app("app: {build: ./dir}").build())
        .isEqualTo(new Build(null, "./dir", null, Map.of(), null, null));
    assertThat(app("app: {build: ., dockerfile: D.test}").build())
        .isEqualTo(new Build(null, ".", "D.test", Map.of(), null, null));
    assertThat(app("app: {build: {image: i, dockerfile_path: D}}").build())
        .isEqualTo(new Build("i", ".", "D", Map.of(), null, null));
    assertThat(app("app: {build: {image: i, path: p, dockerfile: D}}").build())
        .isEqualTo(new Build("i", "p", "D", Map.of(), null, null));
    assertThat(app("app: {build: {context: c, args: {A: '{{.Branch}}'}, encrypted_args_file: f,"
                + " encrypted_args: e}}")
            .build())
        .isEqualTo(new Build(null, "c", null, Map.of("A", "{{.Branch}}"), "e", "f"));
  }

  @Test
  void anImageThatIsBuiltHasANameAlsoWhereNoneIsWritten() {
    assertThat(app("app: {build: {image: team/x}}").imageName()).isEqualTo("team/x");
    assertThat(app("app: {build: .}").imageName()).isEqualTo("codeship_app");
    assertThat(app("app: {image: 'x:1'}").imageName()).isEqualTo("x:1");
    assertThat(projects
            .load("web.my-App: {build: .}", "- {service: web.my-App, command: a}")
            .services()
            .get("web.my-App")
            .imageName())
        .isEqualTo("codeship_web_my_app");
  }

  @Test
  void theEnvironmentIsAMappingOrAListAndKeepsItsTexts() {
    assertThat(app("app: {image: a, environment: {A: 1, B: true, C: 3.10, D: ''}}")
            .environment()
            .variables())
        .containsExactly(entry("A", "1"), entry("B", "true"), entry("C", "3.10"), entry("D", ""));
    assertThat(app("app: {image: a, environment: [A=b=c, 'B=']}").environment().variables())
        .containsExactly(entry("A", "b=c"), entry("B", ""));
    assertThat(app("app: {image: a, env_file: e, encrypted_env_file: [f, g],"
                + " encrypted_environment: x}")
            .environment())
        .isEqualTo(new CodeshipService.Environment(Map.of(), List.of("e"), List.of("f", "g"), "x"));
    assertThat(warnings("app: {image: a, environment: {A: }}"))
        .containsExactly("services.yml:1:31: the variable 'A' without a value");
  }

  @Test
  void linksAreDependenciesThatMayHaveAnotherName() {
    CodeshipService app = app("""
        app:
          image: a
          depends_on: [db]
          links: ['db:database', 'redis']
        db: {image: d}
        redis: {image: r, depends_on: [log]}
        log: {image: l}
        """);
    assertThat(app.dependsOn()).containsExactly("db", "redis");
    assertThat(app.aliases()).containsExactly(entry("database", "db"), entry("redis", "redis"));
    assertThat(CodeshipProject.load(directory).dependencies("app"))
        .containsExactly("db", "log", "redis");
  }

  @Test
  void whatACommandOfAServiceIsMayBeTextOrList() {
    assertThat(
            app("app: {image: a, command: sh -c 'a b', entrypoint: [x, y z]}").container())
        .extracting(c -> c.command(), c -> c.entrypoint())
        .containsExactly(List.of("sh", "-c", "a b"), List.of("x", "y z"));
  }

  @Test
  void otherPartsOfAService() {
    CodeshipService app = app("""
        app:
          image: a
          cached: true
          default_cache_branch: main
          add_docker: yes
          volumes: [./a:/b, /c]
          volumes_from: ["db:ro"]
          working_dir: /w
          user: 1000:1000
          hostname: h
          cap_add: [SYS_PTRACE]
          extra_hosts: ['x:10.0.0.1']
          read_only: on
          encrypted_dockercfg_path: e
          dockercfg_service: db
        db: {image: d}
        """);
    assertThat(app.cache()).isEqualTo(new CodeshipService.Cache(true, "main"));
    assertThat(app.engineAccess()).isTrue();
    assertThat(app.volumes()).containsExactly("./a:/b", "/c");
    assertThat(app.volumesFrom()).containsExactly("db:ro");
    assertThat(app.credentials()).isEqualTo(new CodeshipService.Credentials("e", "db"));
    assertThat(app.container())
        .isEqualTo(new CodeshipService.Container(
            null,
            null,
            "/w",
            "1000:1000",
            "h",
            List.of("SYS_PTRACE"),
            Map.of("x", "10.0.0.1"),
            true));
    assertThat(app("app: {image: a}").cache())
        .isEqualTo(new CodeshipService.Cache(false, "master"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "'app: {image: a, build: .}' => 1:7: an image beside a build in the service 'app'",
        "'app: {environment: {A: b}}' => 1:1: the service 'app' with neither an image nor a build",
        "'app: x' => 1:6: the text 'x' for the service 'app'",
        "'app:' => 1:5: nothing for the service 'app'",
        "'app: [a]' => 1:6: a list for the service 'app'",
        "'- a' => 1:1: a list",
        "'' => 1:1: an empty file",
        "'{}' => 1:1: no service",
        "'app: {image: a, depends_on: [ap]}' => 1:1: the service 'ap' in 'depends_on' or 'links' of the service 'app'",
        "'app: {image: a, volumes_from: [b]}' => 1:1: the service 'b' in 'volumes_from' of the service 'app'",
        "'app: {image: a, depends_on: [b]}\nb: {image: b, links: [app]}' => 1:1: services that wait for each other: app -> b -> app",
        "'app: {image: a, links: [app]}' => 1:1: services that wait for each other: app -> app",
        "'app: {image: a, add_docker: maybe}' => 1:29: 'maybe' for 'add_docker'",
        "'app: {image: [a]}' => 1:14: a list",
        "'app: {image: a, environment: x}' => 1:30: the text 'x'",
        "'app: {image: a, environment: {A: [b]}}' => 1:34: a list",
        "'app: {image: a, volumes: [{source: x}]}' => 1:27: a mapping",
        "'app: {build: [a]}' => 1:14: a list",
        "'app: {build: {args: {A: \"{{.Tag}}\"}}}' => 1:21: the variable 'Tag' in the build argument 'A'",
        "'app: {build: {args: {A: \"{{.ImageName}}\"}}}' => 1:21: the variable 'ImageName' in the build argument 'A'",
        "'app: {image: a, command: \"a ''\"}' => 1:26: an opening quote ' without a closing one",
        "'app: {image: a\n' => 2:1: in the line '', while parsing a flow mapping: expected ',' or '}', but got <stream end>",
      })
  void aMistakeIsToldWithItsPlace(String services, String mistake) {
    assertThat(projects.mistakes(services, STEPS)).first().isEqualTo("services.yml:" + mistake);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "'app: {image: a, encryped_dockercfg_path: x}' => 1:17: the key 'encryped_dockercfg_path', which a service does not have",
        "'app: {image: a, ports: [\"80:80\"]}' => 1:17: the key 'ports'",
        "'app: {image: a, privileged: true}' => 1:17: the key 'privileged'",
        "'app: {image: a, healthcheck: {test: x}}' => 1:17: the key 'healthcheck'",
        "'app: {build: {image: a, cached: true}}' => 1:25: the key 'cached' under 'build'",
        "'app: {build: {image: a, configure: {service: x}}}' => 1:25: the key 'configure' under 'build'",
        "'app: {build: {path: a, context: b}}' => 1:15: 'path' beside 'context'",
        "'app: {build: {dockerfile: a, dockerfile_path: b}}' => 1:30: 'dockerfile_path' beside 'dockerfile'",
        "'app: {build: {args: {A: true}}}' => 1:25: 'true' without quotes as a build argument",
        "'app: {image: a, depends_on: {app2: {condition: x}}}\napp2: {image: b}' => 1:29: conditions in 'depends_on'",
        "'app: {image: a}\nbase: {environment: {A: b}}' => 2:1: the service 'base' with neither an image nor a build",
      })
  void whatIsAcceptedAndShouldBeLookedAtIsAWarning(String services, String warning) {
    assertThat(warnings(services)).containsExactly("services.yml:" + warning);
  }

  @Test
  void aMisspeltKeyIsToldWithTheKeyThatMayHaveBeenMeant() {
    assertThat(projects
            .services("app: {image: a, encryped_env_file: x}")
            .warnings()
            .get(0))
        .hasToString(
            "codeship-services.yml:1:17: the key 'encryped_env_file', which a service does not have;"
                + " expected a known key, perhaps 'encrypted_env_file'; to mend it, correct it, or leave it out:"
                + " it is ignored");
  }

  @Test
  void veryManyServicesInARowAreNoTrouble() {
    String chain = IntStream.range(0, 999)
        .mapToObj(i -> "s" + i + ": {image: a, depends_on: [s" + (i + 1) + "]}\n")
        .collect(Collectors.joining("", "", "s999: {image: a}\n"));
    CodeshipProject project = projects.load(chain, "- {service: s0, command: a}");
    assertThat(project.dependencies("s0")).hasSize(999).startsWith("s999");
    assertThat(projects.mistakes(chain + "more: {image: a}\n", STEPS).get(0))
        .contains("1001 services");
  }
}
