package dev.slipway.config.codeship;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.config.ConfigurationException;
import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of encrypted environment files: 32 bytes, kept as base64 in a file such as {@code codeship.aes}. It decrypts the files of jet
 * before 2.6.0, and encrypts and decrypts with AES-256-GCM what moves on from them. It prints as {@code ***}. Immutable and safe for
 * use by many threads.
 *
 * @since 0.1
 */
public final class EnvironmentKey {
  private static final int LENGTH = 32;

  private final SecretKeySpec key;

  private EnvironmentKey(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, "AES");
  }

  /**
   * Reads a key file.
   *
   * @throws ConfigurationException if it cannot be read, or does not hold 32 bytes in base64
   */
  public static EnvironmentKey read(Path file) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(new String(Files.readAllBytes(file), US_ASCII).strip());
    } catch (IOException e) {
      throw new ConfigurationException(List.of(new Problem(
          at(file),
          "a key file that cannot be read (" + e.getClass().getSimpleName() + ")",
          "the key of the project in base64",
          "put the key there, or name another file")));
    } catch (IllegalArgumentException e) {
      bytes = new byte[0];
    }
    if (bytes.length != LENGTH) {
      throw new ConfigurationException(List.of(new Problem(
          at(file),
          "a key file without a key",
          LENGTH + " bytes in base64, which are 44 characters",
          "copy the AES key of the project into it, as it is")));
    }
    return new EnvironmentKey(bytes);
  }

  /**
   * Makes a new key and keeps it in a new file that only its owner may read.
   *
   * @param file where; it must not be there yet
   * @param repository the root of the repository, in which the file must not be
   * @throws ConfigurationException if the file would be in the repository, is there already, or cannot be written
   */
  public static EnvironmentKey generate(Path file, Path repository) {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    try {
      if (isWithin(file, repository)) {
        throw new ConfigurationException(List.of(new Problem(
            at(file),
            "a key file in the repository",
            "a file outside of it, so that the key is never committed",
            "choose a place such as the home directory")));
      }
      Files.createFile(file, ownerOnly(file));
      Files.write(file, Base64.getEncoder().encode(bytes), StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new ConfigurationException(List.of(new Problem(
          at(file),
          "a file that is there already",
          "no file, so that no key is lost",
          "read the key it holds, or choose another name")));
    } catch (IOException e) {
      throw new ConfigurationException(List.of(new Problem(
          at(file),
          "a place that cannot be written (" + e.getClass().getSimpleName() + ")",
          "a directory in which files can be made",
          "make the directory, or choose another")));
    }
    return new EnvironmentKey(bytes);
  }

  /** Returns a text encrypted with AES-256-GCM: a line that names the format, and a line of base64. */
  public String encrypt(String text) {
    return EncryptedText.encrypt(key, text);
  }

  /**
   * Decrypts what jet before 2.6.0 or {@link #encrypt} has encrypted.
   *
   * @param place where the text is from, for people: a file, perhaps with line and column
   * @throws ConfigurationException if the format is another one, the text is damaged, or the key does not fit; the problem says what
   *     to do
   */
  public String decrypt(String place, String encrypted) {
    try {
      return EncryptedText.decrypt(key, encrypted);
    } catch (EncryptedText.Refused e) {
      throw new ConfigurationException(List.of(new Problem(place, e.found, e.expected, e.remedy)));
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Links are followed, so that none leads into the repository. */
  private static boolean isWithin(Path file, Path repository) throws IOException {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null || parent.toRealPath().startsWith(repository.toRealPath());
  }

  private static String at(Path file) {
    return file + ":1:1";
  }

  /** Returns {@code ***}. */
  @Override
  public String toString() {
    return "***";
  }
}
