package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.SlipwayYaml;
import dev.slipway.deploy.local.CommandTarget;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.store.Database;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeployFormatTest {
  private static final String FILE = """
      pipeline: p
      steps:
        - step: package
          sh: make
          produces: {jar: shop.jar}
        - run: release
          deploy: {step: package, artifact: jar, to: production}
      """;

  @TempDir
  Path directory;

  private LocalTarget target;
  private Environment production;

  @BeforeEach
  void open() {
    target = LocalTarget.at(directory).command("java").open();
    production = environment("production");
  }

  @AfterEach
  void close() {
    target.close();
  }

  private Environment environment(String name) {
    return Environment.named(
        name, e -> e.target(target).store(Database.file(directory.resolve("slipway.db"))));
  }

  @Test
  void aDeploymentFromAFileEqualsTheOneInJava() {
    SlipwayYaml files = SlipwayYaml.standard().withKey("deploy", Deploy.format(production));
    Pipeline java = Pipeline.named("p", p -> {
      ArtifactRef jar =
          p.step("package", s -> s.sh("make").produces("jar", "shop.jar")).artifact("jar");
      p.run("release", Deploy.of(jar).to(production));
    });
    assertThat(files.parse("f", FILE)).isEqualTo(java);
    assertThat(files.parse("f", files.write(java))).isEqualTo(java);
  }

  @Test
  void imagesAndPromotionsFromAFileEqualThoseInJava() {
    Environment images = Environment.named(
        "images",
        e -> e.target(CommandTarget.at(directory.resolve("images"), URI.create("http://localhost")))
            .store(Database.file(directory.resolve("slipway.db"))));
    SlipwayYaml files = SlipwayYaml.standard().withKey("deploy", Deploy.format(production, images));
    String pinned = "registry.example/shop@sha256:" + "1".repeat(64);
    Pipeline read = files.parse("f", """
        pipeline: p
        steps:
          - run: image
            deploy: {image: %s, to: images}
          - run: promotion
            deploy: {promote: production, to: images}
        """.formatted(pinned));
    Pipeline java = Pipeline.named("p", p -> {
      p.run("image", Deploy.image(Image.of(pinned)).to(images));
      p.run("promotion", Deploy.promote(production).to(images));
    });
    assertThat(read).isEqualTo(java);
    assertThat(files.parse("f", files.write(java))).isEqualTo(java);
    assertThatThrownBy(() -> files.parse("f", """
        pipeline: p
        steps:
          - run: both
            deploy: {step: package, artifact: jar, promote: production, to: production}
          - run: none
            deploy: {to: production}
        """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("f:4:13: artifact and promote at once; expected one of artifact")
        .hasMessageContaining("f:6:13: ");
  }

  @Test
  void anEnvironmentThatIsNotThereIsNamed() {
    SlipwayYaml files = SlipwayYaml.standard().withKey("deploy", Deploy.format(production));
    assertThatThrownBy(() -> files.parse("f", FILE.replace("to: production", "to: prodution")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(
            "f:7:48: the environment 'prodution', which the application does not have")
        .hasMessageContaining("perhaps 'production'");
  }

  @Test
  void aDeploymentToAnotherEnvironmentOfTheNameIsNotWritten() {
    SlipwayYaml files = SlipwayYaml.standard().withKey("deploy", Deploy.format(production));
    SlipwayYaml others =
        SlipwayYaml.standard().withKey("deploy", Deploy.format(environment("production")));
    assertThatThrownBy(() -> others.write(files.parse("f", FILE)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("step 'release'")
        .hasMessageContaining("which is not registered");
  }

  @Test
  void environmentsHaveNamesOfTheirOwn() {
    assertThatThrownBy(() -> Deploy.format(production, environment("production")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two environments are called 'production'");
  }
}
