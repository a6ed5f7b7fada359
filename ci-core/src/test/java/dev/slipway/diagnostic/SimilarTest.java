package dev.slipway.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarTest {
  @ParameterizedTest
  @CsvSource({
    "biuld, build",
    "buld, build",
    "buildd, build",
    "bvild, build",
    "Lint, lint",
    "lnit, lint",
    "unit tsets, unit tests",
    "x, ''",
    "deploy, ''",
    "biudl, ''"
  })
  void findsTheNameThatWasMeantOrNone(String wrong, String meant) {
    String hint = Similar.hint(wrong, List.of("build", "lint", "unit tests", ""));
    assertThat(hint).isEqualTo(meant.isEmpty() ? "" : ", perhaps '" + meant + "'");
  }
}
