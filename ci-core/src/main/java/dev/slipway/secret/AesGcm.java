package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encryption that shows every change, AES-GCM (NIST SP 800-38D): a nonce of 12 random bytes, the encrypted bytes, and a tag of 16 bytes. One key is good for 2<sup>32</sup> calls of {@link #encrypt}.
 * Safe for use by many threads.
 *
 * @since 0.1
 */
public final class AesGcm {
  /** By how many bytes the result is longer. */
  public static final int OVERHEAD = 28;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private AesGcm() {}

  /**
   * Encrypts.
   *
   * @param key of 16, 24 or 32 bytes for AES
   * @param bound what the result belongs to, which has to be told again when it is decrypted; it is not kept
   */
  public static byte[] encrypt(Key key, String bound, byte[] plain) {
    byte[] nonce = new byte[NONCE];
    new SecureRandom().nextBytes(nonce);
    try {
      byte[] body = cipher(Cipher.ENCRYPT_MODE, key, bound, new GCMParameterSpec(TAG_BITS, nonce))
          .doFinal(plain);
      return ByteBuffer.allocate(NONCE + body.length).put(nonce).put(body).array();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /**
   * Decrypts.
   *
   * @return what was encrypted; empty if that was done with another key or for something else, or the bytes were changed
   */
  public static Optional<byte[]> decrypt(Key key, String bound, byte[] encrypted) {
    if (encrypted.length < OVERHEAD) {
      return Optional.empty();
    }
    try {
      GCMParameterSpec nonce = new GCMParameterSpec(TAG_BITS, encrypted, 0, NONCE);
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, bound, nonce)
          .doFinal(encrypted, NONCE, encrypted.length - NONCE));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static Cipher cipher(int mode, Key key, String bound, GCMParameterSpec nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, nonce);
    cipher.updateAAD(bound.getBytes(UTF_8));
    return cipher;
  }

  private static AssertionError missing(GeneralSecurityException e) {
    return new AssertionError("every Java platform has " + CIPHER, e);
  }
}
