package dev.slipway.config.codeship;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.secret.AesGcm;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The formats of encrypted files: the first one of CodeShip, and ours. */
final class EncryptedText {
  static final String HEADER = "slipway:v1";
  private static final String OLD = "AES/CFB/NoPadding"; // of 128 bits, as in Go
  private static final int IV = 16;

  private EncryptedText() {}

  /** Why a text was not decrypted. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    final String found;
    final String expected;
    final String remedy;

    Refused(String found, String expected, String remedy) {
      super(found);
      this.found = found;
      this.expected = expected;
      this.remedy = remedy;
    }
  }

  static String encrypt(SecretKeySpec key, String text) {
    byte[] all = AesGcm.encrypt(key, HEADER, text.getBytes(UTF_8));
    return HEADER + "\n" + Base64.getEncoder().encodeToString(all) + "\n";
  }

  static String decrypt(SecretKeySpec key, String text) throws Refused {
    String content = text.strip();
    int lineEnd = content.indexOf('\n');
    String first = lineEnd < 0 ? content : content.substring(0, lineEnd).strip();
    if (first.equals(HEADER)) {
      return decryptNew(key, content.substring(first.length()));
    }
    if (first.indexOf(':') >= 0) {
      throw unknown(first);
    }
    return decryptOld(key, content);
  }

  private static Refused unknown(String header) {
    String format = header.length() > 40 ? header.substring(0, 40) + "..." : header;
    boolean theirs = format.equals("codeship:v2") || format.equals("cloudbees:v1");
    return new Refused(
        "the encrypted format '" + format + "', "
            + (theirs ? "whose layout was never published" : "which is not known"),
        "the format of jet before 2.6.0, which has no such line, or '" + HEADER + "'",
        "decrypt it where jet still runs (jet decrypt FILE PLAIN --key-path codeship.aes), then encrypt PLAIN"
            + " anew with EnvironmentKey.encrypt, or name PLAIN under env_file and keep it out of the repository");
  }

  private static String decryptNew(SecretKeySpec key, String encoded) throws Refused {
    byte[] all = decode(encoded);
    if (all.length < AesGcm.OVERHEAD) {
      throw cut();
    }
    return AesGcm.decrypt(key, HEADER, all)
        .map(plain -> new String(plain, UTF_8))
        .orElseThrow(EncryptedText::wrongKey);
  }

  private static String decryptOld(SecretKeySpec key, String encoded) throws Refused {
    byte[] all = decode(encoded);
    if (all.length < IV) {
      throw cut();
    }
    byte[] plain;
    try {
      Cipher cipher = Cipher.getInstance(OLD);
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(Arrays.copyOf(all, IV)));
      plain = cipher.doFinal(all, IV, all.length - IV);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + OLD, e);
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(plain)).toString();
      if (text.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
        return text;
      }
    } catch (CharacterCodingException e) {
      throw wrongKey();
    }
    throw wrongKey();
  }

  /** This format has no check sum: whether the key fits shows in the text alone. */
  static Refused wrongKey() {
    return new Refused(
        "a key that does not fit",
        "the key with which the file was encrypted",
        "name the right key file; CodeShip showed it as the AES key in the settings of the project");
  }

  private static Refused cut() {
    return new Refused("too few bytes", "an encrypted file", "take the whole file");
  }

  private static byte[] decode(String encoded) throws Refused {
    try {
      return Base64.getDecoder().decode(encoded.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new Refused(
          "a file that is not encrypted, or damaged",
          "one line of base64",
          "encrypt it, or name it under env_file if it is plain");
    }
  }
}
