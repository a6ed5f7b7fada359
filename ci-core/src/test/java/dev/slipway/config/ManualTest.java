package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.json.Json;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/slipway.yml is the manual: it is complete, it is true, and the schema beside it belongs to it. */
class ManualTest {
  private static final Path DOCS = Path.of("../docs");
  private static final SlipwayYaml FILES = ReleaseNotes.files();

  @Test
  void theManualEqualsThePipelineInJava() {
    Pipeline read = FILES.read(DOCS);
    Pipeline java = ManualPipeline.shop();
    for (Step step : java.steps()) {
      assertThat(read.step(step.name())).contains(step);
    }
    assertThat(read).isEqualTo(java);
    assertThat(read.hashCode()).isEqualTo(java.hashCode());
  }

  @Test
  void theManualIsWrittenBackAndReadAgain() {
    String text = FILES.write(ManualPipeline.shop());
    assertThat(FILES.parse("slipway.yml", text)).isEqualTo(ManualPipeline.shop());
    assertThat(FILES.write(FILES.parse("slipway.yml", text))).isEqualTo(text);
  }

  @Test
  void theManualHasEveryKeyAndEveryWordThereIs() throws Exception {
    String manual = Files.readString(DOCS.resolve("slipway.yml"));
    Set<String> keys = new TreeSet<>();
    Map<?, ?> schema = (Map<?, ?>) Json.read(FILES.schema());
    collect(((Map<?, ?>) schema.get("$defs")), keys);
    keys.remove("matching"); // there to say that Java code is none
    assertThat(keys)
        .hasSizeGreaterThan(80)
        .allSatisfy(
            key -> assertThat(manual).matches("(?s).*\\b" + key.replace("$", "\\$") + "\\b.*"));
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
      Files.writeString(committed, FILES.schema());
    }
    assertThat(Files.readString(committed))
        .as("run once with -Dslipway.writeSchema=true")
        .isEqualTo(FILES.schema());
  }
}
