package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlReader;
import dev.slipway.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema tells editors what the reader says. */
class SchemaTest {
  private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12)
      .getSchema(ReleaseNotes.files().schema());

  @Test
  void theSchemaIsAValidOne() {
    Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");
    assertThat(meta.validate(ReleaseNotes.files().schema(), InputFormat.JSON)).isEmpty();
  }

  @Test
  void theManualIsValid() throws Exception {
    assertThat(errors(Files.readString(Path.of("../docs/slipway.yml")))).isEmpty();
  }

  @Test
  void whatIsWrittenIsValid() {
    for (int seed = 0; seed < 50; seed++) {
      String text = ReleaseNotes.files().write(new Pipelines(seed).pipeline());
      assertThat(errors(text)).as("seed %s:%n%s", seed, text).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steps: []",
        "pipeline: p",
        "pipeline: [p]\nsteps: []",
        "pipeline: p\nstep: []\nsteps: []",
        "pipeline: p\nsteps:\n  - {step: a, shh: x}",
        "pipeline: p\nsteps:\n  - {stpe: a, sh: x}",
        "pipeline: p\nsteps:\n  - {step: a, sh: x, timeLimit: 10}",
        "pipeline: p\nsteps:\n  - {step: a, sh: x, always: yes please}",
        "pipeline: p\nsteps:\n  - {step: a, sh: x, retry: often}",
        "pipeline: p\nsteps:\n  - {step: a, sh: x, when: {brnach: a}}",
        "pipeline: p\nsteps:\n  - {step: a, sh: x, when: {branch: a, tag: b}}",
        "pipeline: p\nsteps:\n  - {run: a, uses: other}",
        "pipeline: p\nsteps:\n  - {step: a, sh: x, container: {memory: 5}}",
        "pipeline: p\nsteps:\n  - {matrix: a, step: {sh: x}}",
      })
  void whatTheReaderRefusesIsNotValid(String text) {
    assertThat(errors(text)).isNotEmpty();
    assertThat(org.assertj.core.api.Assertions.catchThrowable(
            () -> ReleaseNotes.files().parse("f", text)))
        .isInstanceOf(ConfigurationException.class);
  }

  private static List<?> errors(String yaml) {
    Findings findings = new Findings();
    YamlNode root = YamlReader.strict().read("f", yaml, findings);
    assertThat(findings.problems()).isEmpty();
    return SCHEMA.validate(Json.write(json(root)), InputFormat.JSON);
  }

  /** Returns what an editor sees: numbers and booleans where YAML 1.2 has them. */
  private static Object json(YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      mapping.entries().forEach((key, entry) -> map.put(key, json(entry.value())));
      return map;
    } else if (node instanceof YamlNode.Sequence sequence) {
      return sequence.items().stream().map(SchemaTest::json).toList();
    } else if (node instanceof YamlNode.Scalar scalar) {
      String text = scalar.text();
      if (scalar.quoted()) {
        return text;
      } else if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      } else if (text.matches("[-+]?[0-9]{1,18}")) {
        return Long.valueOf(text);
      }
      return text.matches("[-+]?[0-9]+\\.[0-9]+([eE][-+]?[0-9]+)?") ? Double.valueOf(text) : text;
    }
    return "";
  }
}
