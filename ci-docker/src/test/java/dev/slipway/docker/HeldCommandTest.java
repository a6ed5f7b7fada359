package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldCommandTest {
  private static final List<String> COMMAND = List.of("make", "-j", "2");

  @Test
  void anOrdinaryCommandMayWaitInAShell() {
    assertThat(HeldCommand.mayHold(COMMAND, Set.of("CI", "CI_BRANCH", "PATH", "HOME", "_a1")))
        .isTrue();
  }

  @Test
  void aProgramWhoseNameTheShellWouldTakeForAnOptionMayNot() {
    assertThat(HeldCommand.mayHold(List.of("-a", "b"), Set.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A-B",
        "foo.bar",
        "1A",
        "a b",
        "",
        "PWD",
        "OLDPWD",
        "SHLVL",
        "IFS",
        "UID",
        "_",
        "BASH_ENV"
      })
  void aCommandWithAVariableThatTheShellWouldChangeMayNot(String name) {
    assertThat(HeldCommand.mayHold(COMMAND, Set.of("CI", name))).isFalse();
  }
}
