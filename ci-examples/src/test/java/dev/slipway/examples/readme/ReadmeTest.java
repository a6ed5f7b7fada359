package dev.slipway.examples.readme;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.SlipwayYaml;
import dev.slipway.deploy.Deploy;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README shows nothing that is not compiled here, and the fourth listing is a test. */
class ReadmeTest {
  private static final Path PIPELINES = Path.of("src/main/resources/pipelines");
  private static final Path LISTINGS = Path.of("src/test/java/dev/slipway/examples/readme");

  @Test
  void theFirstListingFailsWhereTheSimulationSaysSo() {
    Pipeline shop = ShopPipeline.shop(text -> {});
    // listing
    SimulationResult run = Simulation.of(shop)
        .onBranch("main")
        .taking("unit", ofMinutes(8))
        .failing("lint", 1)
        .returning("release notes", "...")
        .run();

    assertThat(run.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(run.step("lint").attempts()).isEqualTo(3);
    assertThat(run.step("upload").reason()).isEqualTo(Reason.afterFailureOf("lint"));
    assertThat(run.step("clean up").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(run.elapsed()).isEqualTo(ofMinutes(8)); // of virtual time, in a few milliseconds
    // end
  }

  @Test
  void everyListingOfTheReadmeIsCompiled() throws IOException {
    List<String> compiled = listings();
    List<String> shown = javaBlocks(Files.readString(Path.of("../README.md")));
    assertThat(shown).hasSizeGreaterThanOrEqualTo(4);
    for (String block : shown) {
      assertThat(compiled).as("listings that are compiled").contains(block);
    }
  }

  @Test
  void theFileThatTheReadmeShowsEqualsTheListingAboutContainers(@TempDir Path repository)
      throws IOException {
    List<String> shown = blocks("yaml", Files.readString(Path.of("../README.md")));
    assertThat(shown).containsExactly(Files.readString(PIPELINES.resolve("checks.yml")));
    Files.writeString(repository.resolve("slipway.yml"), shown.get(0));
    Pipeline read = FilePipeline.read(repository);
    assertThat(read).isEqualTo(ContainerPipeline.checks());
    Files.writeString(repository.resolve("slipway.yml"), FilePipeline.files().write(read));
    assertThat(FilePipeline.read(repository)).isEqualTo(read);
  }

  @Test
  void theFileOfTheDeliveryEqualsItsListing(@TempDir Path directory) throws Exception {
    try (LocalTarget target = LocalTarget.at(directory).command("java").open()) {
      SmokeAndDeploy.Made java = SmokeAndDeploy.delivery(target);
      SlipwayYaml files =
          SlipwayYaml.standard().withKey("deploy", Deploy.format(java.production()));
      assertThat(files.read(PIPELINES, "delivery.yml")).isEqualTo(java.pipeline());
      assertThat(files.parse("written", files.write(java.pipeline()))).isEqualTo(java.pipeline());
    }
  }

  private static List<String> javaBlocks(String readme) {
    return blocks("java", readme).stream().map(ReadmeTest::normal).toList();
  }

  private static List<String> blocks(String language, String readme) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private static List<String> listings() throws IOException {
    List<String> listings = new ArrayList<>();
    try (Stream<Path> files = Files.list(LISTINGS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher matcher = Pattern.compile("\n *// listing\n(.*?)\n *// end\n", Pattern.DOTALL)
            .matcher(Files.readString(file));
        while (matcher.find()) {
          listings.add(normal(matcher.group(1)));
        }
      }
    }
    return listings;
  }

  /** Leaves out indentation and line breaks, which the formatter and the page choose differently. */
  private static String normal(String code) {
    return code.replaceAll("\\s+", " ").replace("( ", "(").replace(" .", ".").strip();
  }
}
