package dev.slipway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The random key of a cache, in a file that only its owner may read. Thread-safe. */
final class KeyFile {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int LENGTH = 32;

  private final Path directory;
  private final Path file;
  private volatile @Nullable SecretKeySpec known;

  KeyFile(Path directory) {
    this.directory = directory;
    this.file = directory.resolve("key");
  }

  String fingerprint(String text) throws IOException {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key());
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }

  private SecretKeySpec key() throws IOException {
    SecretKeySpec key = known;
    if (key == null) {
      key = new SecretKeySpec(bytes(), ALGORITHM);
      known = key;
    }
    return key;
  }

  private byte[] bytes() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException first) {
      make();
      bytes = Files.readAllBytes(file);
    }
    if (bytes.length != LENGTH) {
      throw new FileSystemException(
          file.toString(), null, "it has " + bytes.length + " bytes, not " + LENGTH);
    }
    return bytes;
  }

  /** Makes the key, whole at once; of several processes that do so at the same time the first wins. */
  private void make() throws IOException {
    byte[] random = new byte[LENGTH];
    new SecureRandom().nextBytes(random);
    Path half = OwnerOnly.directory(directory.resolve("tmp")).resolve(UUID.randomUUID() + ".key");
    try {
      Files.createFile(half);
      OwnerOnly.restrict(half, "rw-------");
      Files.write(half, random);
      publish(half);
    } catch (FileAlreadyExistsException anotherWasFirst) {
      return;
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private void publish(Path half) throws IOException {
    try {
      Files.createLink(file, half);
    } catch (UnsupportedOperationException noLinksHere) {
      Files.move(half, file);
    }
  }
}
