package dev.slipway.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.model.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Digests as artifacts have them: {@code sha256:} and 64 lower-case hexadecimal digits. */
final class Digests {
  static final String PREFIX = "sha256:";
  private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int CHUNK = 1 << 16;

  private Digests() {}

  static boolean isOne(String digest) {
    return FORM.matcher(digest).matches();
  }

  /** The digest of an artifact over its files, which are ordered by path. */
  static String of(List<Artifact.Entry> files) {
    MessageDigest sha256 = sha256();
    for (Artifact.Entry file : files) {
      String entry = (file.executable() ? "x " : "- ") + file.digest() + " " + file.path() + "\0";
      sha256.update(entry.getBytes(UTF_8));
    }
    return text(sha256);
  }

  static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return copy(in, OutputStream.nullOutputStream());
    }
  }

  /** Copies all bytes and returns their digest. */
  static String copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest sha256 = sha256();
    byte[] chunk = new byte[CHUNK];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      sha256.update(chunk, 0, count);
      out.write(chunk, 0, count);
    }
    return text(sha256);
  }

  private static String text(MessageDigest sha256) {
    return PREFIX + HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
