package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class TagRuleTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        // a plain text is the whole name
        "master, master, true",
        "master, master2, false",
        "master, my-master, false",
        "feature/x, feature/x, true",
        "Master, master, false",
        // with a line matcher it is a regular expression that matches anywhere
        "^(master|staging), master-rebase, true",
        "^(master|staging), my-master, false",
        "-e2e$, dev-e2e, true",
        "-e2e$, dev-e2e-2, false",
        "^v\\d+\\.\\d+\\.\\d+$, v1.2.3, true",
        "^v\\d+\\.\\d+\\.\\d+$, v1.2.3-rc1, false",
        "^(?i)MASTER$, master, true",
        "^, anything, true",
        "\"^x{2,3}$\", xxx, true",
        // what has none is compared as it is, whatever it looks like
        "(master|main), master, false",
        "(master|main), (master|main), true",
        "(\\d+(\\.\\d+)+), 1.2, false",
        "v\\d+, v1, false",
        "release/.*, release/1, false",
        // the exact text comes first, also where it is a regular expression
        "^a(b$, ^a(b$, true",
        "a^b, a^b, true",
        // one that is not valid matches nothing, and is no error
        "^(?!v0.0.0).*, v1.0.0, false",
        "^(master, master, false",
        "^(a)\\1$, aa, false",
      })
  void aRuleMatchesAsDocumented(String rule, String name, boolean matches) {
    assertThat(TagRule.of(rule).matches(name)).isEqualTo(matches);
  }

  @Test
  void aDollarMeansTheEndOfTheNameAndNotOfALine() {
    assertThat(TagRule.of("^a$").matches("a\nb")).isFalse();
    assertThat(TagRule.of("^a$").matches("a\n")).isFalse();
  }

  @Test
  void aRuleSaysWhyItIsNoRegularExpressionAndWhetherItLooksLikeOne() {
    assertThat(TagRule.of("^(?!x)").invalid()).isPresent();
    assertThat(TagRule.of("^x$").invalid()).isEmpty();
    assertThat(TagRule.of("(a|b)").looksLikeRegex()).isTrue();
    assertThat(TagRule.of("v1.2.3").looksLikeRegex()).isFalse();
    assertThat(TagRule.of("^(a|b)$").looksLikeRegex()).isFalse();
  }

  @Test
  void aRuleThatIsTooLargeMatchesNothingButItself() {
    String large = "^" + "a".repeat(10_000) + "$";
    assertThat(TagRule.of(large).invalid()).hasValue("it is too large");
    assertThat(TagRule.of(large).matches("a".repeat(10_000))).isFalse();
    assertThat(TagRule.of(large).matches(large)).isTrue();
  }
}
