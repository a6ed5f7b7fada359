package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.Key;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AesGcmTest {
  private final Key key = new SecretKeySpec(new byte[32], "AES");
  private final byte[] plain = "geheim".getBytes(UTF_8);

  @Test
  void whatIsEncryptedIsDecrypted() {
    byte[] encrypted = AesGcm.encrypt(key, "shop", plain);
    assertThat(encrypted).hasSize(plain.length + AesGcm.OVERHEAD);
    assertThat(AesGcm.encrypt(key, "shop", plain)).isNotEqualTo(encrypted);
    assertThat(AesGcm.decrypt(key, "shop", encrypted)).hasValue(plain);
  }

  @Test
  void anotherKeyAnotherPlaceAndEachChangeAreSeen() {
    byte[] encrypted = AesGcm.encrypt(key, "shop", plain);
    assertThat(AesGcm.decrypt(key, "shoe", encrypted)).isEmpty();
    assertThat(AesGcm.decrypt(new SecretKeySpec(new byte[16], "AES"), "shop", encrypted))
        .isEmpty();
    for (int i = 0; i < encrypted.length; i++) {
      byte[] changed = encrypted.clone();
      changed[i] ^= 1;
      assertThat(AesGcm.decrypt(key, "shop", changed)).isEmpty();
      assertThat(AesGcm.decrypt(key, "shop", Arrays.copyOf(encrypted, i))).isEmpty();
    }
  }
}
