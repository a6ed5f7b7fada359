package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.StepFailedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariableTextTest {
  private static final Map<String, String> VARIABLES =
      Map.of("CI_BRANCH", "Feature/x y", "N", "a$1\\b");

  @Test
  void variablesAreFilledIn() {
    assertThat(VariableText.filled("is ${CI_BRANCH}, ${N}", VARIABLES))
        .isEqualTo("is Feature/x y, a$1\\b");
    assertThat(VariableText.filled("$CI_BRANCH {N} $$ ${} $${N} ${a-b}", VARIABLES))
        .isEqualTo("$CI_BRANCH {N} $$ ${} ${N} ${a-b}");
  }

  @Test
  void inTheNameOfAnImageCharactersThatMayNotStandThereAreLeftOut() {
    assertThat(VariableText.imageName("r.example:5000/t/${CI_BRANCH}:${CI_BRANCH}-1", VARIABLES))
        .isEqualTo("r.example:5000/t/featurexy:Featurexy-1");
    assertThat(VariableText.imageName("r.example:5000/${CI_BRANCH}", VARIABLES))
        .isEqualTo("r.example:5000/featurexy");
    assertThat(VariableText.sample("r/${A}:${B}")).isEqualTo("r/x:x");
  }

  @Test
  void aVariableThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> VariableText.filled("v${CI_TAG}", VARIABLES))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining(
            "'v${CI_TAG}' needs the variable CI_TAG, which this step does not have;"
                + " it has CI_BRANCH, N");
  }
}
