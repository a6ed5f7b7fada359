package dev.slipway.docker.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diagnostic.SlipwayException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTest {
  @TempDir
  Path root;

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, a/b/c, true",
    "a, b/a, false",
    "/a, a, true",
    "a/, a, true",
    "./a/../b, b, true",
    "*, a, true",
    "*/b, a/b, true",
    "*/b, a/x/b, false",
    "**/b, b, true",
    "**/b, a/x/b/y, true",
    "a/**, a, false",
    "a/**, a/b, true",
    "a/**/b, a/b, true",
    "a/**/b, a/x/y/b, true",
    "?.txt, a.txt, true",
    "?.txt, ab.txt, false",
    "?.txt, /.txt, false",
    "[a-c]x, bx, true",
    "[^a-c]x, bx, false",
    "[^a-c]x, dx, true",
    "a.b, axb, false",
    "a+(b), a+(b), true",
    "\\*, *, true",
    "\\*, a, false",
    "#a, #a, false",
    "., a, false",
  })
  void aLineExcludes(String line, String path, boolean excluded) {
    assertThat(IgnoreRules.parse(List.of(line)).excludes(path)).isEqualTo(excluded);
  }

  @Test
  void theLastLineThatMatchesDecides() {
    IgnoreRules rules = IgnoreRules.parse(
        List.of("\uFEFF*.md", "", "  # no comment", "!read*.md", "read-secret.md"));
    assertThat(rules.excludes("a.md")).isTrue();
    assertThat(rules.excludes("read.md")).isFalse();
    assertThat(rules.excludes("read-secret.md")).isTrue();
    assertThat(rules.excludes("# no comment")).isTrue();
  }

  @Test
  void aLineThatIsNoPatternIsTold() throws Exception {
    Files.writeString(root.resolve(".dockerignore"), "ok\n[a\n");
    assertThatThrownBy(() -> ContextArchive.of(root, "Dockerfile", Map.of()))
        .isInstanceOf(SlipwayException.class)
        .hasMessage(
            root.resolve(".dockerignore") + ", line 2: '[a' is no pattern; expected a path with"
                + " *, **, ? or [...]; to mend it, close its bracket, or write something behind the '!'");
    Files.writeString(root.resolve(".dockerignore"), "!\n");
    assertThatThrownBy(() -> ContextArchive.of(root, "Dockerfile", Map.of()))
        .hasMessageContaining("line 1: '!' is no pattern");
  }

  @Test
  void theArchiveOfTheSameFilesIsTheSame() throws Exception {
    Files.createDirectories(root.resolve("docker"));
    Files.writeString(root.resolve("docker/Dockerfile"), "FROM a\n");
    Files.write(root.resolve("big"), new byte[200_000]);
    Files.writeString(root.resolve(".dockerignore"), "*\n");
    Map<String, String> replaced = Map.of("docker/Dockerfile", "FROM b\n");
    byte[] first = read(replaced);
    assertThat(read(replaced)).isEqualTo(first);
    assertThat(new String(first, StandardCharsets.UTF_8))
        .contains("FROM b\n", "docker/Dockerfile", ".dockerignore")
        .doesNotContain("FROM a\n", "big");
  }

  private byte[] read(Map<String, String> replaced) throws Exception {
    try (InputStream archive = ContextArchive.of(root, "docker/Dockerfile", replaced)) {
      return archive.readAllBytes();
    }
  }
}
