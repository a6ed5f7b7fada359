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
  void theWidthIsThatOfColumns() {
    assertThat(new Surroundings(Map.of("COLUMNS", "132"), true).width()).isEqualTo(132);
    assertThat(new Surroundings(Map.of("COLUMNS", "3"), true).width()).isEqualTo(20);
    assertThat(new Surroundings(Map.of("COLUMNS", "wide"), true).width()).isEqualTo(80);
    assertThat(new Surroundings(Map.of(), true).width()).isEqualTo(80);
  }
}
