package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class DockerConditionTest {

  @Test
  void runsWhereAnEngineAnswers() {
    assertThat(DockerCondition.decide("auto", Optional.empty()).isDisabled()).isFalse();
    assertThat(DockerCondition.decide("required", Optional.empty()).isDisabled())
        .isFalse();
  }

  @Test
  void isSkippedWithTheReasonWhereNoEngineAnswers() {
    ConditionEvaluationResult result =
        DockerCondition.decide("auto", Optional.of("/x: no such file"));

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason()).hasValue("not run, no Docker Engine answers: /x: no such file");
  }

  @Test
  void failsWhereAnEngineIsRequiredAndNoneAnswers() {
    assertThatIllegalStateException()
        .isThrownBy(() -> DockerCondition.decide("required", Optional.of("/x: no such file")))
        .withMessage(
            "not run, no Docker Engine answers: /x: no such file; with slipway.it=required this is a failure."
                + " Start an engine, set DOCKER_HOST, or leave slipway.it out");
  }

  @Test
  void refusesAnUnknownMode() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DockerCondition.decide("maybe", Optional.empty()))
        .withMessage("slipway.it is 'maybe'; it must be 'auto' or 'required'");
  }
}
