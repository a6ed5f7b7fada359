package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramConditionTest {

  @Test
  void runsWhereTheProgramsAre() {
    assertThat(ProgramCondition.decide("auto", List.of()).isDisabled()).isFalse();
    assertThat(ProgramCondition.decide("required", List.of()).isDisabled()).isFalse();
  }

  @Test
  void isSkippedWithTheReasonWhereOneIsMissing() {
    assertThat(ProgramCondition.decide("auto", List.of("sshd")).getReason())
        .hasValue("not run, not installed: sshd");
  }

  @Test
  void failsWhereOneIsRequiredAndMissing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ProgramCondition.decide("required", List.of("sshd")))
        .withMessage("not run, not installed: sshd; with slipway.it=required this is a failure."
            + " Install it, or leave slipway.it out");
  }

  @Test
  void refusesAnUnknownMode() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgramCondition.decide("maybe", List.of()));
  }
}
