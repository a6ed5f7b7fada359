package dev.slipway.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.SlipwayYaml;
import dev.slipway.deploy.Deploy;
import dev.slipway.deploy.Environment;
import dev.slipway.deploy.local.CommandTarget;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.docker.ImageBuild;
import dev.slipway.docker.ImagePush;
import dev.slipway.json.Json;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Step;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.store.Database;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/slipway.yml is the manual: it is complete, it is true, and the schema beside it belongs to it. */
class ManualTest {
  private static final Path DOCS = Path.of("../docs");

  @TempDir
  Path directory;

  private LocalTarget target;
  private Environment staging;
  private Environment production;

  @BeforeEach
  void openTarget() {
    target = LocalTarget.at(directory).command("java").open();
    Database database = Database.file(directory.resolve("slipway.db"));
    production = Environment.named("production", e -> e.target(target).store(database));
    CommandTarget script =
        CommandTarget.at(directory.resolve("staging"), URI.create("http://localhost"));
    staging = Environment.named("staging", e -> e.target(script).store(database));
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }

  private SlipwayYaml keys() {
    return SlipwayYaml.standard()
        .withKey("smoke", SmokeTest.format())
        .withKey("imageBuild", ImageBuild.format())
        .withKey("imagePush", ImagePush.format())
        .withKey("deploy", Deploy.format(staging, production));
  }

  private SlipwayYaml files() {
    return keys().withAction("release-notes", ReleaseNotes.FORMAT);
  }

  @Test
  void theManualEqualsThePipelineInJava() {
    Pipeline read = files().read(DOCS);
    Pipeline java = ManualPipeline.shop(staging, production);
    for (Step step : java.steps()) {
      assertThat(read.step(step.name())).contains(step);
    }
    assertThat(read).isEqualTo(java);
    assertThat(read.hashCode()).isEqualTo(java.hashCode());
  }

  @Test
  void theManualIsWrittenBackAndReadAgain() {
    Pipeline java = ManualPipeline.shop(staging, production);
    String text = files().write(java);
    assertThat(files().parse("slipway.yml", text)).isEqualTo(java);
    assertThat(files().write(files().parse("slipway.yml", text))).isEqualTo(text);
  }

  @Test
  void theManualHasEveryKeyThereIs() throws Exception {
    String manual = Files.readString(DOCS.resolve("slipway.yml"));
    Set<String> keys = new TreeSet<>();
    collect(((Map<?, ?>) Json.read(keys().schema())).get("$defs"), keys);
    keys.remove("matching"); // there to say that Java code is none
    assertThat(keys)
        .hasSizeGreaterThan(100)
        .allSatisfy(key -> assertThat(manual).containsPattern("\\b" + key + "\\b"));
  }

  private static void collect(Object schema, Set<String> keys) {
    if (schema instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (key.equals("properties")) {
          ((Map<?, ?>) value).keySet().forEach(name -> keys.add((String) name));
        }
        collect(value, keys);
      });
    } else if (schema instanceof Iterable<?> list) {
      list.forEach(item -> collect(item, keys));
    }
  }

  @Test
  void theCommittedSchemaIsTheOneOfTheReader() throws Exception {
    Path committed = DOCS.resolve("slipway.schema.json");
    if (Boolean.getBoolean("slipway.writeSchema")) {
      Files.writeString(committed, keys().schema());
    }
    assertThat(Files.readString(committed))
        .as("to write it anew, run this test with -Dslipway.writeSchema=true")
        .isEqualTo(keys().schema());
  }
}
