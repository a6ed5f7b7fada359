package dev.slipway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final String EXPECTED =
      "; expected at least 8 bytes, not counting white space around them, and not all the same; to mend it, ";

  @Test
  void givesItsValueAwayByRevealOnly() throws Exception {
    Secret secret = Secret.of("TOKEN", "s3cr3t-value");
    assertThat(secret.reveal()).isEqualTo("s3cr3t-value");
    assertThat(secret.name()).isEqualTo("TOKEN");
    assertThat(secret).hasToString("***");
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(secret))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void equalsByNameAndValue() {
    Secret secret = Secret.of("A", "s3cr3t-value");
    assertThat(secret)
        .isEqualTo(Secret.of("A", "s3cr3t-value"))
        .hasSameHashCodeAs(Secret.of("A", "s3cr3t-other"));
    assertThat(secret)
        .isNotEqualTo(Secret.of("A", "s3cr3t-other"))
        .isNotEqualTo(Secret.of("B", "s3cr3t-value"));
  }

  @Test
  void refusesABlankValueWithAReason() {
    assertThatThrownBy(() -> Secret.of("TOKEN", " \n\t"))
        .isInstanceOf(SecretRefusedException.class)
        .hasMessage(
            "secret 'TOKEN': the value is blank" + EXPECTED + "give it a value where it is kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sesame7", "  sesame7  \n", "äöü7"})
  void refusesAShortValueWithAReasonThatDoesNotShowIt(String value) {
    assertThatThrownBy(() -> Secret.of("TOKEN", value))
        .isInstanceOf(SecretRefusedException.class)
        .hasMessage("secret 'TOKEN': the value is too short to be found safely in output" + EXPECTED
            + "make the value longer")
        .hasMessageNotContaining(value.strip());
  }

  @Test
  void refusesOneCharacterRepeated() {
    assertThatThrownBy(() -> Secret.of("TOKEN", "xxxxxxxxxxxxxxxx\n"))
        .isInstanceOf(SecretRefusedException.class)
        .hasMessage("secret 'TOKEN': the value is one character repeated" + EXPECTED
            + "choose a value that is hard to guess");
  }

  @Test
  void takesTheShortestValueAndManyLines() {
    assertThat(Secret.of("A", "sesame78").reveal()).isEqualTo("sesame78");
    assertThat(Secret.of("A", "äöüß").reveal()).isEqualTo("äöüß");
    assertThat(Secret.of("A", "one\ntwo\nthree").reveal()).isEqualTo("one\ntwo\nthree");
  }

  @Test
  void refusesABlankName() {
    assertThatThrownBy(() -> Secret.of(" ", "s3cr3t-value"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the name of a secret must not be blank");
  }
}
