package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.diagnostic.Problem;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets that have to be kept, such as those of a release that may be gone back to. What is sealed is encrypted with AES-256-GCM (NIST SP 800-38D) and bound to its name and place, so that it
 * cannot be read, changed, or passed off as another one. Prints as {@code ***}. Immutable and safe for use by many threads.
 *
 * @since 0.1
 */
public final class SealingKey {
  private static final String MAC = "HmacSHA256";
  private static final int LENGTH = 32;
  private static final int SHORT = 12;

  private final SecretKeySpec key;
  private final SecretKeySpec marks;

  private SealingKey(byte[] bytes) {
    key = new SecretKeySpec(bytes, "AES");
    marks = new SecretKeySpec(hmac(new SecretKeySpec(bytes, MAC), "slipway marks"), MAC);
  }

  /**
   * Makes a key.
   *
   * @param key 32 random bytes in base64, as {@code openssl rand -base64 32} prints them
   * @throws SecretRefusedException if it is something else
   */
  public static SealingKey of(Secret key) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(key.reveal().strip());
    } catch (IllegalArgumentException e) {
      throw refused(key, "it is not base64");
    }
    if (bytes.length != LENGTH) {
      throw refused(key, bytes.length + " bytes");
    }
    return new SealingKey(bytes);
  }

  private static SecretRefusedException refused(Secret key, String found) {
    return new SecretRefusedException(new Problem(
        "sealing key '" + key.name() + "'",
        found,
        LENGTH + " random bytes in base64",
        "make one with 'openssl rand -base64 32'"));
  }

  /**
   * Seals a secret.
   *
   * @param place where it is kept, which has to be told again when it is opened
   * @return text of one line
   */
  public String seal(Secret secret, String place) {
    byte[] all =
        AesGcm.encrypt(key, bound(secret.name(), place), secret.reveal().getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(all);
  }

  /**
   * Opens what was sealed.
   *
   * @param name the name of the secret
   * @param place where it was kept
   * @throws SecretUnavailableException if it was sealed with another key, under another name or for another place, or was changed
   */
  public Secret open(String name, String sealed, String place) {
    byte[] all;
    try {
      all = Base64.getDecoder().decode(Objects.requireNonNull(sealed, "sealed"));
    } catch (IllegalArgumentException e) {
      throw damaged(name, place, e);
    }
    return AesGcm.decrypt(key, bound(name, place), all)
        .map(value -> Secret.of(name, new String(value, UTF_8)))
        .orElseThrow(() -> damaged(name, place, null));
  }

  private static String bound(String name, String place) {
    return name + "\0" + place;
  }

  /**
   * Returns a mark by which people see whether a secret is the same as before. Nothing of the secret can be found out from it without the key.
   *
   * @return 12 hexadecimal digits of an HMAC-SHA-256 (RFC 2104) of name and value
   */
  public String mark(Secret secret) {
    byte[] all = hmac(marks, secret.name() + "\0" + secret.reveal());
    return HexFormat.of().formatHex(all).substring(0, SHORT);
  }

  private static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + MAC, e);
    }
  }

  private static SecretUnavailableException damaged(
      String name, String place, @Nullable Exception cause) {
    return new SecretUnavailableException(
        new Problem(
            place + ", secret '" + name + "'",
            "what was sealed cannot be opened with this key",
            "the key with which it was sealed, and what was sealed unchanged",
            "name the key of that time; if it is lost, deploy anew"),
        cause);
  }

  /** Returns {@code ***}. */
  @Override
  public String toString() {
    return Secret.MASK;
  }
}
