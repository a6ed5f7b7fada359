package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {

  @Test
  void theAnswerNamesRowsAndThenColumns() {
    assertThat(Terminal.parse("24 60\n")).contains(new Size(60, 24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0 0\n", "24 0\n", "24", "rows 24", "99999 80"})
  void anyOtherAnswerTellsNothing(String answer) {
    assertThat(Terminal.parse(answer)).isEmpty();
  }
}
