package dev.slipway.config.codeship;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class CodeshipFilesTest {
  private static final String SERVICES = "app: {image: %s}\n";
  private static final String STEPS = "- {service: app, command: %s}\n";

  @TempDir
  Path directory;

  private Projects projects;

  @BeforeEach
  void makeProjects() {
    projects = new Projects(directory);
  }

  private void steps(String name) {
    projects.write(name, STEPS.formatted(name));
  }

  private void services(String name) {
    projects.write(name, SERVICES.formatted(name));
  }

  private String found() {
    CodeshipProject project = CodeshipProject.load(directory);
    return project.services().get("app").image() + " " + Projects.shape(project.plan("x"));
  }

  private List<String> mistakes() {
    return Projects.found(() -> CodeshipProject.load(directory));
  }

  @Test
  void filesAreLookedForInOrder() {
    steps("codeship-steps.yaml");
    services("codeship-services.yaml");
    assertThat(found()).isEqualTo("codeship-services.yaml app:codeship-steps.yaml");
    assertThat(CodeshipProject.load(directory).warnings()).hasSize(2);
    services("docker-compose.yml");
    assertThat(found()).isEqualTo("docker-compose.yml app:codeship-steps.yaml");
    steps("jet-steps.json");
    services("jet-services.json");
    assertThat(found()).isEqualTo("jet-services.json app:jet-steps.json");
    steps("jet-steps.yml");
    services("jet-services.yml");
    assertThat(found()).isEqualTo("jet-services.yml app:jet-steps.yml");
    assertThat(CodeshipProject.load(directory).warnings()).hasSize(2);
    steps("codeship-steps.json");
    services("codeship-services.json");
    assertThat(found()).isEqualTo("codeship-services.json app:codeship-steps.json");
    assertThat(CodeshipProject.load(directory).warnings()).isEmpty();
    steps("codeship-steps.yml");
    services("codeship-services.yml");
    assertThat(found()).isEqualTo("codeship-services.yml app:codeship-steps.yml");
  }

  @Test
  void filesOfOtherNamesAreReadWhereTheyAreNamed() throws Exception {
    Files.createDirectory(directory.resolve("ci"));
    steps("ci/s.yaml");
    services("ci/v.yaml");
    CodeshipProject project = CodeshipProject.load(directory, "ci/v.yaml", "ci/s.yaml");
    assertThat(Projects.shape(project.plan("x"))).isEqualTo("app:ci/s.yaml");
  }

  @Test
  void jsonIsReadAlsoWithTabsAndEscapes() {
    projects.write(
        "codeship-steps.json",
        "[\n\t{\n\t\t\"service\": \"app\",\n"
            + "\t\t\"command\": \"a \\u00e9 \\/b \\\"c d\\\"\"\n\t}\n]\n");
    projects.write("codeship-services.json", "{\t\"app\": {\"image\": \"x\", \"cached\": true}\t}");
    assertThat(found()).isEqualTo("x app:a,é,/b,c d");
  }

  @Test
  void ofAComposeFileTheImageBesideABuildIsTheNameOfWhatIsBuilt() {
    steps("codeship-steps.yml");
    projects.write(
        "docker-compose.yml",
        "version: '3'\nservices:\n  app: {image: team/x, build: ., ports: ['1:1']}\n");
    CodeshipProject project = CodeshipProject.load(directory);
    assertThat(project.services().get("app").imageName()).isEqualTo("team/x");
    assertThat(project.services().get("app").build()).isNotNull();
    assertThat(project.warnings()).hasSize(1);
  }

  @Test
  void missingFilesAreToldTogether() {
    assertThat(mistakes())
        .containsExactly(
            "services.yml:1:1: no file with services in " + directory,
            "steps.yml:1:1: no file with steps in " + directory);
    assertThat(Projects.found(() -> CodeshipProject.load(directory.resolve("no"))))
        .hasSize(2);
  }

  @Test
  void aDirectoryWhereAFileShouldBeIsToldAndSoIsALinkThatLeaves() throws Exception {
    Files.createDirectory(directory.resolve("codeship-steps.yml"));
    Path outside = Files.createTempFile("outside", ".yml");
    Files.createSymbolicLink(directory.resolve("codeship-services.yml"), outside);
    assertThat(mistakes())
        .containsExactly(
            "services.yml:1:1: a link that leaves the repository", "steps.yml:1:1: a directory");
    Files.delete(outside);
    assertThat(mistakes().get(0)).startsWith("services.yml:1:1: ");
  }

  @Test
  void bytesThatAreNoTextAndTabsAreToldWithTheirPlace() throws Exception {
    services("codeship-services.yml");
    Path file = directory.resolve("codeship-steps.yml");
    Files.write(file, new byte[] {'-', ' ', 'a', '\n', (byte) 0xc3, 'x'});
    assertThat(mistakes()).containsExactly("steps.yml:2:1: the byte 0xc3, which is no UTF-8 here");
    Files.writeString(file, "- service: app\n\tcommand: a\n");
    assertThat(mistakes()).containsExactly("steps.yml:2:1: a tab");
    Files.writeString(file, "- service: app\n  command: a\n".repeat(400_000));
    assertThat(mistakes()).singleElement().asString().contains("a file of 11200000 bytes");
  }

  @Test
  void aByteOrderMarkAndOtherLineEndsAreNoTrouble() {
    projects.write("codeship-services.yml", "\ufeffapp:\r\n  image: x\r\n");
    projects.write("codeship-steps.yml", "\ufeff- service: app\r\n  command: a b\r\n");
    assertThat(found()).isEqualTo("x app:a,b");
  }

  @Test
  void bombsOfAliasesAndOfServicesAreRefusedQuickly() {
    services("codeship-services.yml");
    StringBuilder bomb = new StringBuilder("- &a0 {service: app, command: a}\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("- &a%d {type: serial, steps: [*a%d, *a%d]}\n".formatted(i, i - 1, i - 1));
    }
    projects.write("codeship-steps.yml", bomb.toString());
    assertThat(mistakes()).singleElement().asString().contains("those behind aliases counted");
    String names = "app, ".repeat(500);
    String many = "- {command: a}\n".repeat(500).replace("- ", "  - ");
    projects.write(
        "codeship-steps.yml", "- type: parallel\n  services: [" + names + "]\n  steps:\n" + many);
    assertThat(mistakes()).singleElement().asString().contains("more than 20000 steps");
  }

  @Test
  void veryManyMistakesAreToldInPart() {
    services("codeship-services.yml");
    projects.write("codeship-steps.yml", "- {command: {}, service: app}\n".repeat(20_000));
    assertThat(mistakes()).hasSize(200);
  }

  @Test
  void filesAreTextsInUtf8() {
    services("codeship-services.yml");
    projects.write(
        "codeship-steps.yml", new String("- {service: app, command: é}".getBytes(UTF_8), UTF_8));
    assertThat(found()).isEqualTo("codeship-services.yml app:é");
  }
}
