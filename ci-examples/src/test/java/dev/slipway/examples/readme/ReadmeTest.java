package dev.slipway.examples.readme;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

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

/** The README shows nothing that is not compiled here, and the fourth listing is a test. */
class ReadmeTest {
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

  private static List<String> javaBlocks(String readme) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    while (matcher.find()) {
      blocks.add(normal(matcher.group(1)));
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
