package dev.slipway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {

  @Test
  void aTerminalIsLiveAndHasColour() {
    Surroundings terminal = new Surroundings(Map.of("TERM", "xterm"), true);

    assertThat(terminal.isLive()).isTrue();
    assertThat(terminal.hasColor()).isTrue();
  }

  @Test
  void nothingIsLiveWithoutATerminalOrWhereItIsDumbOrInContinuousIntegration() {
    assertThat(new Surroundings(Map.of(), false).isLive()).isFalse();
    assertThat(new Surroundings(Map.of("TERM", "dumb"), true).isLive()).isFalse();
    assertThat(new Surroundings(Map.of("CI", "true"), true).isLive()).isFalse();
  }

  @Test
  void noColorTakesTheColourAndLeavesTheRest() {
    Surroundings terminal = new Surroundings(Map.of("NO_COLOR", "1"), true);

    assertThat(terminal.isLive()).isTrue();
    assertThat(terminal.hasColor()).isFalse();
    assertThat(new Surroundings(Map.of("NO_COLOR", ""), true).hasColor()).isTrue();
  }

  @Test
  void theSizeIsThatOfColumnsAndLines() {
    assertThat(sizeOf(Map.of("COLUMNS", "132", "LINES", "50"))).isEqualTo(new Size(132, 50));
    assertThat(sizeOf(Map.of("COLUMNS", "3", "LINES", "0"))).isEqualTo(new Size(20, 1));
    assertThat(sizeOf(Map.of("COLUMNS", "wide", "LINES", "-1"))).isEqualTo(new Size(80, 24));
    assertThat(sizeOf(Map.of())).isEqualTo(new Size(80, 24));
  }

  private static Size sizeOf(Map<String, String> environment) {
    return new Surroundings(environment, true).size();
  }
}
