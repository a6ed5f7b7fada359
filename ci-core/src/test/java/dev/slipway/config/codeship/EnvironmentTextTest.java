package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class EnvironmentTextTest {

  @Test
  void linesAreNamesWithValuesTakenAsTheyAre() {
    EnvironmentText text = EnvironmentText.parse(
        "A=1\n# B=2\n\n  C= x \nD=\"q\"\nE=a=b#c\r\nF=\nG=one\\ntwo\nA=3\n  # note");
    assertThat(text.mistakes()).isEmpty();
    assertThat(text.variables())
        .containsExactly(
            entry("A", "3"),
            entry("C", " x "),
            entry("D", "\"q\""),
            entry("E", "a=b#c"),
            entry("F", ""),
            entry("G", "one\\ntwo"));
  }

  @Test
  void otherLinesAreMistakesWithTheirNumbers() {
    assertThat(EnvironmentText.parse("A=1\nB\n=2\nC D=1\nE=\0").mistakes())
        .containsExactly(2, 3, 4, 5);
  }
}
