package dev.slipway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealingKeyTest {
  private static final String PLACE = "environment 'production', release 3";
  private final SealingKey key = key(1);
  private final Secret secret = Secret.of("PASSWORD", "correct horse\nbattery ü");

  private static SealingKey key(int first) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) first;
    bytes[31] = 9;
    return SealingKey.of(Secret.of("KEY", Base64.getEncoder().encodeToString(bytes) + "\n"));
  }

  @Test
  void whatWasSealedIsOpenedAndLooksDifferentEachTime() {
    String sealed = key.seal(secret, PLACE);
    assertThat(key(1).open("PASSWORD", sealed, PLACE)).isEqualTo(secret);
    assertThat(key.seal(secret, PLACE)).isNotEqualTo(sealed);
    assertThat(sealed).doesNotContain("\n", "horse");
    assertThat(key).hasToString("***");
  }

  @Test
  void anotherKeyNameOrPlaceDoesNotOpenIt() {
    String sealed = key.seal(secret, PLACE);
    assertThatThrownBy(() -> key(2).open("PASSWORD", sealed, PLACE))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("environment 'production', release 3, secret 'PASSWORD'")
        .hasMessageContaining("cannot be opened with this key");
    assertThatThrownBy(() -> key.open("OTHER", sealed, PLACE))
        .isInstanceOf(SecretUnavailableException.class);
    assertThatThrownBy(() -> key.open("PASSWORD", sealed, "release 4"))
        .isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void noBitOfItCanBeChanged() {
    byte[] all = Base64.getDecoder().decode(key.seal(secret, PLACE));
    for (int bit = 0; bit < all.length * 8; bit++) {
      byte[] changed = all.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      String text = Base64.getEncoder().encodeToString(changed);
      assertThatThrownBy(() -> key.open("PASSWORD", text, PLACE))
          .isInstanceOf(SecretUnavailableException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "no base64!"})
  void whatIsNoSealIsTold(String sealed) {
    assertThatThrownBy(() -> key.open("PASSWORD", sealed, PLACE))
        .isInstanceOf(SecretUnavailableException.class);
  }

  @Test
  void aMarkTellsWhetherASecretIsTheSame() {
    assertThat(key.mark(secret)).matches("[0-9a-f]{12}").isEqualTo(key(1).mark(secret));
    assertThat(key.mark(secret))
        .isNotEqualTo(key(2).mark(secret))
        .isNotEqualTo(key.mark(Secret.of("PASSWORD", "correct horse")))
        .isNotEqualTo(key.mark(Secret.of("OTHER", secret.reveal())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a short one", "QUJDREVGR0hJSktMTU5PUA=="})
  void aKeyHasThirtyTwoBytes(String text) {
    assertThatThrownBy(() -> SealingKey.of(Secret.of("KEY", text)))
        .isInstanceOf(SecretRefusedException.class)
        .hasMessageContaining("sealing key 'KEY'")
        .hasMessageContaining("32 random bytes in base64")
        .hasMessageNotContaining(text);
  }
}
