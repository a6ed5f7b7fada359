package dev.slipway.config.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Null;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class YamlReaderTest {
  private final Findings findings = new Findings();

  @TempDir
  Path repository;

  @Test
  void scalarsKeepTheirText() {
    Mapping map =
        mapping("a: 3.10\nb: no\nc: 0x10\nd: true\ne: 1_000\nf: 2001-01-01\ng: 1e3\nh: 010\n");
    assertThat(map.entries().values().stream().map(e -> text(e.value())))
        .containsExactly("3.10", "no", "0x10", "true", "1_000", "2001-01-01", "1e3", "010");
    assertThat(findings.problems()).isEmpty();
  }

  @Test
  void everythingHasAPlaceAndScalarsKnowWhetherTheyAreQuoted() {
    Mapping map = mapping("a:\n  - x\n  - 'y'\n\"b\": |\n  z\n");
    Sequence list = (Sequence) map.value("a").orElseThrow();
    assertThat(list.at()).isEqualTo(new Position("f.yml", 2, 3));
    assertThat(list.items().get(0)).isEqualTo(new Scalar(new Position("f.yml", 2, 5), "x", false));
    assertThat(list.items().get(1)).isEqualTo(new Scalar(new Position("f.yml", 3, 5), "y", true));
    assertThat(map.entries().get("b").key())
        .isEqualTo(new Scalar(new Position("f.yml", 4, 1), "b", true));
    assertThat(map.value("b").orElseThrow())
        .isEqualTo(new Scalar(new Position("f.yml", 4, 6), "z\n", true));
  }

  @Test
  void nothingIsNothingAndAQuotedNullIsText() {
    Mapping map = mapping("a:\nb: ~\nc: null\nd: 'null'\ne: ''\nnull: x\n");
    assertThat(map.value("a").orElseThrow()).isInstanceOf(Null.class);
    assertThat(map.value("b").orElseThrow()).isInstanceOf(Null.class);
    assertThat(map.value("c").orElseThrow()).isInstanceOf(Null.class);
    assertThat(text(map.value("d").orElseThrow())).isEqualTo("null");
    assertThat(text(map.value("e").orElseThrow())).isEmpty();
    assertThat(text(map.value("null").orElseThrow())).isEqualTo("x");
    assertThat(read("")).isInstanceOf(Null.class);
    assertThat(read("# only a remark\n")).isInstanceOf(Null.class);
  }

  @Test
  void mergeKeysFillWhatIsMissing() {
    Mapping map =
        mapping("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  c: 3\n  <<: [*x, *y]\n  d: 3\n");
    Mapping z = (Mapping) map.value("z").orElseThrow();
    assertThat(z.entries().keySet()).containsExactly("c", "d", "a", "b");
    assertThat(text(z.value("b").orElseThrow())).isEqualTo("1");
    assertThat(text(z.value("c").orElseThrow())).isEqualTo("3");
  }

  @Test
  void aMergeKeyInQuotesIsAKey() {
    assertThat(mapping("'<<': x\n").entries()).containsOnlyKeys("<<");
  }

  @Test
  void mergingATextIsAMistake() {
    read("a:\n  <<: text\n");
    only("f.yml:2:7", "the text 'text' at the merge key '<<'");
  }

  @Test
  void aKeyThatIsThereTwiceIsAMistakeWithBothPlaces() {
    read("a: 1\nb: 2\na: 3\n");
    only("f.yml:3:1", "the key 'a' for the second time, first in line 1");
  }

  @Test
  void aKeyThatIsThereTwiceIsAWarningWhereTheLastOneWins() {
    YamlNode node = YamlReader.lastKeyWins().read("f.yml", "a: 1\nb: 2\na: 3\n", findings);
    assertThat(text(((Mapping) node).value("a").orElseThrow())).isEqualTo("3");
    assertThat(findings.problems()).isEmpty();
    assertThat(findings.warnings()).singleElement().asString().startsWith("f.yml:3:1: the key 'a'");
  }

  @Test
  void tabsAreNamed() {
    read("a:\n\tb: 1\n");
    only("f.yml:2:1", "a tab");
  }

  @Test
  void jsonMayBeIndentedWithTabs() {
    Mapping map = mapping("{\n\t\"a\": [1,\n\t\t\"\\u00e9\\/\\ud83d\\ude00\"]\n}\n");
    Sequence list = (Sequence) map.value("a").orElseThrow();
    assertThat(text(list.items().get(1))).isEqualTo("é/\uD83D\uDE00");
  }

  @Test
  void aTemplateWithoutQuotesIsExplained() {
    read("tag: {{.Branch}}\n");
    assertThat(findings.problems())
        .singleElement()
        .asString()
        .startsWith("f.yml:1:7: ")
        .contains("quotes around the whole value");
  }

  @Test
  void aTemplateWithoutQuotesAndTextAfterItIsExplained() {
    read("tag: {{.Branch}}-x\n");
    assertThat(findings.problems())
        .anySatisfy(
            problem -> assertThat(problem.toString()).contains("quotes around the whole value"));
  }

  @Test
  void malformedTextIsToldWithItsLine() {
    read("a: 'x\nb: 2\n");
    assertThat(findings.problems()).singleElement().asString().startsWith("f.yml:");
    Findings more = new Findings();
    YamlReader.strict().read("f.yml", "a: b: c\n", more);
    assertThat(more.problems())
        .singleElement()
        .asString()
        .startsWith("f.yml:1:5: in the line 'a: b: c', ");
  }

  @Test
  void tagsOfTypesAreRefusedAndThoseOfTextAreNot() {
    mapping("a: !!str 3\nb: !!int 4\nc: ! 5\n");
    assertThat(findings.problems()).isEmpty();
    read("a: !!javax.script.ScriptEngineManager [x]\n");
    assertThat(findings.problems()).singleElement().asString().startsWith("f.yml:1:4: the tag ");
  }

  @Test
  void aSecondDocumentIsAMistake() {
    read("a: 1\n---\nb: 2\n");
    only("f.yml:2:1", "a second document");
  }

  @Test
  void anAliasOfNothingAndAnAliasWithinItselfAreMistakes() {
    read("a: *b\nc: &c [*c]\n");
    assertThat(findings.problems()).hasSize(2);
    assertThat(findings.problems().get(0)).asString().startsWith("f.yml:1:4: the alias '*b'");
    assertThat(findings.problems().get(1))
        .asString()
        .startsWith("f.yml:2:8: the alias '*c' within");
  }

  @Test
  void anAliasBombIsRefusedBeforeAnybodyWalksThroughIt() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a")
          .append(i)
          .append(": &a")
          .append(i)
          .append(" [")
          .append(("*a" + (i - 1) + ", ").repeat(9))
          .append("*a" + (i - 1))
          .append("]\n");
    }
    read(bomb.toString());
    assertThat(findings.problems())
        .singleElement()
        .asString()
        .startsWith("f.yml:")
        .contains("more than 200000 values");
  }

  @Test
  void aChainOfAliasesThatIsTooDeepIsRefused() {
    StringBuilder chain = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 100; i++) {
      chain
          .append("a")
          .append(i)
          .append(": &a")
          .append(i)
          .append(" [*a")
          .append(i - 1)
          .append("]\n");
    }
    read(chain.toString());
    assertThat(findings.problems()).isNotEmpty();
    assertThat(findings.problems().get(0))
        .asString()
        .contains("an alias that makes more than 64 levels");
  }

  @Test
  void manyAliasesAreRefused() {
    read("a: &a x\nb: [" + "*a, ".repeat(1_001) + "]\n");
    assertThat(findings.problems()).singleElement().asString().contains("alias number 1001");
  }

  @Test
  void deepNestingIsRefused() {
    read("[".repeat(300_000));
    assertThat(findings.problems())
        .singleElement()
        .asString()
        .contains("more than 64 mappings and lists");
  }

  @Test
  void deepNestingOfMappingsIsRefused() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    read(text.toString());
    assertThat(findings.problems()).singleElement().asString().startsWith("f.yml:65:65: ");
  }

  @Test
  void aMappingAsKeyIsAMistake() {
    read("? [a]\n: b\n");
    only("f.yml:1:3", "a list as a key");
  }

  @Test
  void charactersThatCannotBeSeenAreRefused() {
    read("a: b\nc: x\u0007\n");
    only("f.yml:2:5", "the character U+0007, which cannot be seen");
  }

  @Test
  void aFileIsReadWithoutItsByteOrderMark() throws Exception {
    Files.writeString(repository.resolve("f.yml"), "\ufeffa: é\n");
    assertThat(text(((Mapping) file()).value("a").orElseThrow())).isEqualTo("é");
  }

  @Test
  void bytesThatAreNoUtf8AreToldWithTheirPlace() throws Exception {
    Files.write(repository.resolve("f.yml"), new byte[] {'a', ':', '\n', ' ', (byte) 0xe9, '\n'});
    file();
    only("f.yml:2:2", "the byte 0xe9, which is no UTF-8 here");
  }

  @Test
  void aCutSequenceAtTheEndIsNoUtf8() throws Exception {
    Files.write(repository.resolve("f.yml"), new byte[] {'a', (byte) 0xe2, (byte) 0x82});
    file();
    only("f.yml:1:2", "the byte 0xe2, which is no UTF-8 here");
  }

  @Test
  void aFileOfTenMegabytesIsRefusedWithoutReadingIt() throws Exception {
    Files.write(repository.resolve("f.yml"), "a: b\n".repeat(2_000_000).getBytes(UTF_8));
    file();
    only("f.yml:1:1", "a file of 10000000 bytes");
  }

  @Test
  void aDirectoryIsNoFile() throws Exception {
    Files.createDirectory(repository.resolve("f.yml"));
    file();
    only("f.yml:1:1", "a directory");
  }

  @Test
  void aMissingFileIsTold() {
    file();
    assertThat(findings.problems())
        .singleElement()
        .asString()
        .startsWith("f.yml:1:1: no such file");
  }

  @Test
  void aLinkOutOfTheRepositoryIsRefused(@TempDir Path elsewhere) throws Exception {
    Path target = Files.writeString(elsewhere.resolve("t.yml"), "a: b\n");
    Files.createSymbolicLink(repository.resolve("f.yml"), target);
    file();
    only("f.yml:1:1", "a link that leaves the repository");
  }

  @Test
  void aLinkWithinTheRepositoryIsFollowed() throws Exception {
    Files.writeString(repository.resolve("t.yml"), "a: b\n");
    Files.createSymbolicLink(repository.resolve("f.yml"), Path.of("t.yml"));
    assertThat(file()).isInstanceOf(Mapping.class);
  }

  @Test
  void aLinkToItselfIsTold() throws Exception {
    Files.createSymbolicLink(repository.resolve("f.yml"), Path.of("f.yml"));
    file();
    assertThat(findings.problems()).singleElement().asString().contains("cannot be read");
  }

  @Test
  void aPipeIsNoFile() throws Exception {
    new ProcessBuilder("mkfifo", repository.resolve("f.yml").toString()).start().waitFor();
    file();
    only("f.yml:1:1", "something that is no regular file");
  }

  private YamlNode read(String text) {
    return YamlReader.strict().read("f.yml", text, findings);
  }

  private Mapping mapping(String text) {
    YamlNode node = read(text);
    assertThat(findings.problems()).isEmpty();
    return (Mapping) node;
  }

  private YamlNode file() {
    return YamlReader.strict().read(repository, "f.yml", findings);
  }

  private static String text(YamlNode node) {
    return ((Scalar) node).text();
  }

  private void only(String place, String found) {
    assertThat(findings.problems()).singleElement().satisfies(problem -> {
      assertThat(problem.place()).isEqualTo(place);
      assertThat(problem.found()).isEqualTo(found);
    });
  }
}
