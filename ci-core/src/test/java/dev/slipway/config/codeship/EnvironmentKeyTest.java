package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentKeyTest {
  /** Written by OpenSSL, as aes-256-cfb with the key 0, 1, 2, ... and the initial vector 100, 101, ... before it. */
  private static final String OLD =
      "ZGVmZ2hpamtsbW5vcHFyc9WXXh3UQclHXa3RxJLamohNEu1KgWtB08wh1G/7HA==";

  private static final String PLAIN = "FOO=bar\n# note\nTOKEN=a b=c #d\n";

  @TempDir
  Path directory;

  private EnvironmentKey key;

  @BeforeEach
  void readTheKey() throws Exception {
    key = key("key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  }

  private EnvironmentKey key(String name, String text) throws Exception {
    return EnvironmentKey.read(Files.writeString(directory.resolve(name), text));
  }

  @Test
  void theFirstFormatIsDecrypted() {
    assertThat(key.decrypt("env.encrypted", OLD)).isEqualTo(PLAIN);
    assertThat(key.decrypt("env.encrypted", OLD + "\n")).isEqualTo(PLAIN);
    assertThat(key.decrypt("env.encrypted", OLD.substring(0, 30) + "\r\n" + OLD.substring(30)))
        .isEqualTo(PLAIN);
  }

  @Test
  void aWrongKeyIsTold() throws Exception {
    EnvironmentKey other = key("other", Base64.getEncoder().encodeToString(new byte[32]));
    assertThatThrownBy(() -> other.decrypt("env.encrypted", OLD))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "env.encrypted: a key that does not fit; expected the key with which the file was encrypted;"
                + " to mend it, name the right key file; CodeShip showed it as the AES key in the settings of the project");
    String sealed = key.encrypt(PLAIN);
    assertThatThrownBy(() -> other.decrypt("env.encrypted", sealed))
        .hasMessageContaining("a key that does not fit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"codeship:v2", "cloudbees:v1"})
  void theFormatsThatWereNeverPublishedAreTold(String header) {
    assertThatThrownBy(() -> key.decrypt("env.encrypted", header + "\n" + OLD))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("env.encrypted: the encrypted format '" + header
            + "', whose layout was never published; expected the format of jet before 2.6.0")
        .hasMessageContaining("jet decrypt FILE PLAIN --key-path codeship.aes")
        .hasMessageContaining("EnvironmentKey.encrypt");
  }

  @Test
  void otherTextsAreNotTakenForEncryptedOnes() {
    assertThatThrownBy(() -> key.decrypt("f", "FOO=bar\nX=y"))
        .hasMessageContaining("not encrypted");
    assertThatThrownBy(() -> key.decrypt("f", "AAAA")).hasMessageContaining("too few bytes");
    assertThatThrownBy(() -> key.decrypt("f", "")).hasMessageContaining("too few bytes");
    assertThatThrownBy(() -> key.decrypt("f", "slipway:v2\nAAAA"))
        .hasMessageContaining("'slipway:v2', which is not known");
    assertThatThrownBy(() -> key.decrypt("f", "slipway:v1\nAAAA"))
        .hasMessageContaining("too few bytes");
  }

  @Test
  void whatWasEncryptedIsDecryptedAndEachTimeLooksOtherwise() {
    String sealed = key.encrypt(PLAIN);
    assertThat(sealed).startsWith("slipway:v1\n").doesNotContain("FOO");
    assertThat(key.encrypt(PLAIN)).isNotEqualTo(sealed);
    assertThat(key.decrypt("f", sealed)).isEqualTo(PLAIN);
    assertThat(key.decrypt("f", key.encrypt(""))).isEmpty();
  }

  @Test
  void whatWasEncryptedCannotBeChanged() {
    byte[] sealed = Base64.getDecoder().decode(key.encrypt(PLAIN).split("\n", -1)[1]);
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      byte[] changed = Arrays.copyOf(sealed, sealed.length);
      changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
      String text = "slipway:v1\n" + Base64.getEncoder().encodeToString(changed);
      assertThatThrownBy(() -> key.decrypt("f", text)).isInstanceOf(ConfigurationException.class);
    }
  }

  @Test
  void aKeyIsMadeOutsideTheRepositoryAlone() throws Exception {
    Path repository = Files.createDirectory(directory.resolve("repository"));
    Path inside = Files.createDirectory(repository.resolve("sub"));
    Files.createSymbolicLink(directory.resolve("link"), inside);
    assertThatThrownBy(() -> EnvironmentKey.generate(repository.resolve("k.aes"), repository))
        .hasMessageContaining("a key file in the repository");
    assertThatThrownBy(() -> EnvironmentKey.generate(directory.resolve("link/k.aes"), repository))
        .hasMessageContaining("a key file in the repository");
    Path file = directory.resolve("new.aes");
    EnvironmentKey made = EnvironmentKey.generate(file, repository);
    assertThat(EnvironmentKey.read(file).decrypt("f", made.encrypt("x"))).isEqualTo("x");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> EnvironmentKey.generate(file, repository))
        .hasMessageContaining("a file that is there already");
    assertThatThrownBy(() -> EnvironmentKey.generate(directory.resolve("no/k"), repository))
        .hasMessageContaining("a place that cannot be written");
  }

  @Test
  void aFileWithoutAKeyIsTold() {
    assertThatThrownBy(() -> key("bad", "too short")).hasMessageContaining("without a key");
    assertThatThrownBy(() -> key("bad", "")).hasMessageContaining("without a key");
    assertThatThrownBy(() -> EnvironmentKey.read(directory.resolve("missing")))
        .hasMessageContaining("cannot be read (NoSuchFileException)");
  }

  @Test
  void aKeyDoesNotPrintItself() {
    assertThat(key).hasToString("***");
  }
}
