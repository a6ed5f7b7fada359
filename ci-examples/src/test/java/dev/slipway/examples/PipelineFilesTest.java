package dev.slipway.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.SlipwayYaml;
import dev.slipway.deploy.Deploy;
import dev.slipway.deploy.Environment;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.model.Pipeline;
import dev.slipway.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each pipeline of the stories that has no Java step is there as a file, too. */
class PipelineFilesTest {
  private static final Path FILES = Path.of("src/main/resources/pipelines");

  @TempDir
  Path directory;

  @Test
  void theFileOfTheSampleEqualsItsPipeline() throws Exception {
    try (LocalTarget target = LocalTarget.at(directory).command("java").open()) {
      Environment production = Environment.named(
          "production",
          e -> e.target(target).store(Database.file(directory.resolve("slipway.db"))));
      SlipwayYaml files = SlipwayYaml.standard().withKey("deploy", Deploy.format(production));
      String text = Files.readString(FILES.resolve("sample.yml"))
          .replace("/path/of/the/jdk", System.getProperty("java.home"));
      Pipeline java = SamplePipeline.shop(production);
      assertThat(files.parse("sample.yml", text)).isEqualTo(java);
      assertThat(files.parse("written", files.write(java))).isEqualTo(java);
    }
  }

  @Test
  void theFileOfTheLimitsEqualsTheirPipeline() {
    SlipwayYaml files = SlipwayYaml.standard().withAction("line-limit", LineLimit.format());
    assertThat(files.read(FILES, "limits.yml")).isEqualTo(CustomStepStory.pipeline());
    assertThat(files.parse("written", files.write(CustomStepStory.pipeline())))
        .isEqualTo(CustomStepStory.pipeline());
  }

  @Test
  void theFileOfAnyRepositoryEqualsItsPipeline() {
    assertThat(SlipwayYaml.standard().read(FILES, "own-repository.yml"))
        .isEqualTo(OwnRepository.pipeline());
  }
}
