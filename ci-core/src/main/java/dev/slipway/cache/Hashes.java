package dev.slipway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** SHA-256 digests, as hexadecimal digits. */
final class Hashes {
  private Hashes() {}

  static String of(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(UTF_8)));
  }

  /** The digest of names and values; neither may have a zero byte in it. */
  static String of(SortedMap<String, String> parts) {
    MessageDigest sha256 = sha256();
    for (Map.Entry<String, String> part : parts.entrySet()) {
      sha256.update((part.getKey() + "\0" + part.getValue() + "\0").getBytes(UTF_8));
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
