package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class TemplateTest {
  private static final Map<String, String> VALUES =
      Map.of("Branch", "feature/x", "CommitID", "1a2b", "Timestamp", "1700000000");

  @ParameterizedTest
  @CsvSource({
    "latest, latest",
    "{{.Branch}}, feature/x",
    "{{ .Branch }}-latest, feature/x-latest",
    "a-{{.CommitID}}-{{.Timestamp}}, a-1a2b-1700000000",
    "{{.Commit}}, 1a2b",
    "a {{- .Branch -}} b, afeature/xb",
    "a{{/* a note */}}b, ab",
    "{{.BuildID}}, {{.BuildID}}",
    "{ {.Branch} }, { {.Branch} }",
  })
  void variablesAreFilledIn(String template, String text) {
    assertThat(Template.parse(template).render(VALUES)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "{{.Branch}}, featurex",
    "v1+{{.Branch}}, v1featurex",
    "-.{{.Branch}}, featurex",
    "1.2-3_4, 1.2-3_4",
    "{{.Branch}}-{{.BuildID}}, featurex-{{.BuildID}}",
  })
  void aTagLosesWhatNoTagMayHave(String template, String tag) {
    assertThat(Template.parse(template).renderTag(VALUES)).isEqualTo(tag);
  }

  @Test
  void aTagIsAtMost128CharactersLong() {
    Template template = Template.parse("{{.Branch}}");
    assertThat(template.renderTag(Map.of("Branch", "b".repeat(300)))).hasSize(128);
  }

  @Test
  void whatIsNoVariableIsTold() {
    assertThat(Template.parse("{{.Branch").mistake()).hasValue("'{{' without '}}'");
    Template functions = Template.parse("{{if .Branch}}x{{end}}-{{Branch}}{{.CommitID}}");
    assertThat(functions.mistake()).isEmpty();
    assertThat(functions.unsupported()).containsExactly("{{if .Branch}}", "{{end}}", "{{Branch}}");
    assertThat(functions.renderTag(VALUES)).isEqualTo("{{if .Branch}}x{{end}}-{{Branch}}1a2b");
    assertThat(Template.parse("{{.Brunch}}").unknown(List.of("Branch"))).containsExactly("Brunch");
  }

  @Test
  void manyBracesTakeNoTime() {
    assertThat(Template.parse("{".repeat(1_000_000)).mistake()).isPresent();
    assertThat(Template.parse("{{.A}}".repeat(100_000)).variables()).containsExactly("A");
  }
}
