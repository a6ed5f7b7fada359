package dev.slipway.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinearPatternTest {

  @Test
  void anExpressionIsFoundAnywhere() {
    assertThat(LinearPattern.of("^(master|staging)").isIn("master-rebase")).isTrue();
    assertThat(LinearPattern.of("-e2e$").isIn("a-e2e")).isTrue();
    assertThat(LinearPattern.of("-e2e$").isIn("a-e2e-b")).isFalse();
  }

  @Test
  void noExpressionTakesLongOrMuchMemory() {
    String name = "a".repeat(5_000);
    assertThat(LinearPattern.of("^(a+)+b$").isIn(name)).isFalse();
    assertThat(LinearPattern.of("^(a|aa)+$").isIn(name)).isTrue();
    assertThat(LinearPattern.problem("((a{1000}){1000}){1000}")).hasValue("it is too large");
    assertThat(LinearPattern.problem("a".repeat(10_000))).hasValue("it is too large");
    assertThat(LinearPattern.of("^" + "(".repeat(900) + ")".repeat(900)).isIn("x"))
        .isTrue();
  }

  @Test
  void whatIsNoExpressionOfRe2IsRefused() {
    assertThat(LinearPattern.problem("^(?!x)").orElseThrow()).contains("Perl");
    assertThat(LinearPattern.problem("(a")).isPresent();
    assertThat(LinearPattern.problem("a|b")).isEmpty();
    assertThatThrownBy(() -> LinearPattern.of("(a)\\1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("escape");
  }

  @Test
  void anyTextIsMatchedByItsOwnExpressionAlone() {
    for (String text :
        new String[] {"main", "release/1.2", "a^b$c", "(x|y)", "\\Qa\\E", "\u00e4 \u2603"}) {
      LinearPattern exactly = LinearPattern.of(LinearPattern.exactly(text));
      assertThat(exactly.isIn(text)).as(text).isTrue();
      assertThat(exactly.isIn(text + "x")).as(text).isFalse();
      assertThat(exactly.isIn("x" + text)).as(text).isFalse();
    }
  }
}
