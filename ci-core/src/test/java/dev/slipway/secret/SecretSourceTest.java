package dev.slipway.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretSourceTest {
  @TempDir
  Path directory;

  @Test
  void findsByNameOrNotAtAll() {
    SecretSource source = SecretSource.of(Map.of("TOKEN", "s3cr3t-value"));
    assertThat(source.find("TOKEN")).contains(Secret.of("TOKEN", "s3cr3t-value"));
    assertThat(source.find("OTHER")).isEmpty();
    assertThat(SecretSource.none().find("TOKEN")).isEmpty();
    assertThat(SecretSource.environment(Map.of("TOKEN", "s3cr3t-value")).find("TOKEN"))
        .isPresent();
    assertThat(SecretSource.environment().find("NO_SUCH_VARIABLE_HERE")).isEmpty();
  }

  @Test
  void saysThatAValueIsBlank() {
    assertThatThrownBy(() -> SecretSource.of(Map.of("TOKEN", "")).find("TOKEN"))
        .isInstanceOf(SecretRefusedException.class)
        .hasMessageStartingWith("secret 'TOKEN': the value is blank");
  }

  @Test
  void firstAnswerWinsAndARefusedValueEndsTheSearch() {
    SecretSource good = SecretSource.of(Map.of("A", "first-value", "B", "first-value"));
    SecretSource other = SecretSource.of(Map.of("B", "other-value", "C", "other-value"));
    SecretSource all = SecretSource.firstOf(good, other);
    assertThat(all.find("B").map(Secret::reveal)).contains("first-value");
    assertThat(all.find("C").map(Secret::reveal)).contains("other-value");
    assertThat(all.find("D")).isEmpty();
    SecretSource blank = SecretSource.firstOf(SecretSource.of(Map.of("A", " ")), good);
    assertThatThrownBy(() -> blank.find("A")).isInstanceOf(SecretRefusedException.class);
  }

  @Test
  void readsFilesAndDropsOneLineEnd() throws Exception {
    Files.writeString(directory.resolve("token"), "s3cr3t-value\n");
    Files.writeString(directory.resolve("windows"), "s3cr3t-value\r\n");
    Files.writeString(directory.resolve("lines"), "line-one-\nline-two-\n\n");
    Files.createDirectory(directory.resolve("folder"));
    SecretSource source = SecretSource.directory(directory);
    assertThat(source.find("token").map(Secret::reveal)).contains("s3cr3t-value");
    assertThat(source.find("windows").map(Secret::reveal)).contains("s3cr3t-value");
    assertThat(source.find("lines").map(Secret::reveal)).contains("line-one-\nline-two-\n");
    assertThat(source.find("folder")).isEmpty();
    assertThat(source.find("absent")).isEmpty();
    assertThat(SecretSource.directory(directory.resolve("absent")).find("token"))
        .isEmpty();
  }

  @Test
  void saysThatAFileIsNotText() throws Exception {
    Files.write(
        directory.resolve("token"), new byte[] {(byte) 0xff, (byte) 0xfe, 1, 2, 3, 4, 5, 6, 7, 8});
    assertThatThrownBy(() -> SecretSource.directory(directory).find("token"))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessage("secret 'token' in " + directory
            + ": its file cannot be read; expected a file of UTF-8 text that may be read;"
            + " to mend it, mend the file or its permissions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "../token", "a/b", "a\\b", "/etc/passwd", "", " ", "a\0b"})
  void refusesNamesThatAreNoPlainFileNames(String name) {
    assertThatThrownBy(() -> SecretSource.directory(directory).find(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the name of a secret in a directory must be a plain file name");
  }
}
