package dev.slipway.docker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeyringTest {
  private static final String REGISTRY = "registry.example:5000";

  @TempDir
  Path home;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void withoutAFileThereIsNothing() throws Exception {
    assertThat(keyring(Map.of()).find(REGISTRY)).isEmpty();
  }

  @Test
  void theFileItselfHasUserAndPassword() throws Exception {
    config("{\"auths\": {\"" + REGISTRY + "\": {\"auth\": \"" + base64("me:pass:word") + "\"}}}");
    Credentials found = keyring(Map.of()).find(REGISTRY).orElseThrow();
    assertThat(found.user()).isEqualTo("me");
    assertThat(found.revealPassword()).isEqualTo("pass:word");
    assertThat(found.server()).isEqualTo(REGISTRY);
    assertThat(found).hasToString("user 'me' (" + home.resolve(".docker/config.json") + ")");
    assertThat(keyring(Map.of()).find("other.example")).isEmpty();
  }

  @Test
  void oldEntriesAreAddresses() throws Exception {
    config(
        "{\"auths\": {\"https://index.docker.io/v1/\": {\"username\": \"hub\", \"password\": \"x\"},"
            + " \"https://" + REGISTRY + "/v2/\": {\"identitytoken\": \"long-token\"}}}");
    assertThat(keyring(Map.of()).find("docker.io").orElseThrow().user()).isEqualTo("hub");
    Credentials token = keyring(Map.of()).find(REGISTRY).orElseThrow();
    assertThat(token.revealToken()).isEqualTo("long-token");
    assertThat(token.toString()).startsWith("a token (").doesNotContain("long");
  }

  @Test
  void whatCodeGivesComesFirst() throws Exception {
    config("{\"credsStore\": \"missing\"}");
    Credentials given = Credentials.of(REGISTRY, "code", "x", "code");
    assertThat(keyring(Map.of(REGISTRY, given)).find(REGISTRY)).hasValue(given);
  }

  @Test
  void aHelperForTheRegistryComesBeforeTheOneForAll() throws Exception {
    helper(
        "one",
        "read server; printf '{\"ServerURL\":\"x\",\"Username\":\"%s\",\"Secret\":\"s\"}' \"$1 $server\"");
    helper("all", "echo '{\"Username\":\"<token>\",\"Secret\":\"tok\"}'");
    config("{\"credsStore\": \"all\", \"credHelpers\": {\"" + REGISTRY + "\": \"one\"},"
        + " \"auths\": {\"other.example\": {\"auth\": \"" + base64("file:x") + "\"}}}");
    assertThat(keyring(Map.of()).find(REGISTRY).orElseThrow().user()).isEqualTo("get " + REGISTRY);
    assertThat(keyring(Map.of()).find("other.example").orElseThrow().revealToken())
        .isEqualTo("tok");
    assertThat(keyring(Map.of()).find("docker.io").orElseThrow().server())
        .isEqualTo("https://index.docker.io/v1/");
  }

  @Test
  void aHelperThatKnowsNothingIsNoError() throws Exception {
    helper("all", "echo 'credentials not found in native keychain'; exit 1");
    config("{\"credsStore\": \"all\"}");
    assertThat(keyring(Map.of()).find(REGISTRY)).isEmpty();
  }

  @Test
  void aHelperThatFailsIsTold() throws Exception {
    helper("all", "echo hunter2-in-an-error; exit 3");
    failsWith("it ended with exit code 3");
  }

  @Test
  void aHelperThatPrintsRubbishIsTold() throws Exception {
    helper("all", "echo hunter2");
    failsWith("it answered with something else than JSON");
    helper("all", "echo '{\"Username\": \"hunter2\"}'");
    failsWith("its answer has no Username and Secret");
    helper("all", "echo '[\"hunter2\"]'");
    failsWith("its answer has no Username and Secret");
    helper("all", "exit 0");
    failsWith("it answered with something else than JSON");
  }

  @Test
  void aHelperThatHangsIsEnded() throws Exception {
    helper("all", "echo hunter2 > " + home.resolve("begun") + "; sleep 1000; echo never");
    config("{\"credsStore\": \"all\"}");
    Keyring hasty =
        new Keyring(time, new DockerConfig(Map.of(), home), Map.of(), Duration.ofSeconds(2), home);
    assertThatThrownBy(() -> hasty.find(REGISTRY))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageContaining("it did not answer within 2 s");
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
        .isEmpty();
  }

  @Test
  void aHelperThatIsNotThereIsNamed() throws Exception {
    config("{\"credsStore\": \"lost\"}");
    assertThatThrownBy(() -> keyring(Map.of()).find(REGISTRY))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessage(home.resolve(".docker/config.json") + ", credsStore: the credential helper "
            + home.resolve("docker-credential-lost")
            + " cannot be started; expected a program of this"
            + " name that can be executed; to mend it, install it, or take it out of the file");
    config("{\"credsStore\": \"../../bin/sh\"}");
    assertThatThrownBy(() -> keyring(Map.of()).find(REGISTRY))
        .hasMessageContaining("the credential helper '../../bin/sh' has no name of a program");
  }

  @Test
  void aFileThatCannotBeReadIsNamedAndNotQuoted() throws Exception {
    Path file = home.resolve(".docker/config.json");
    config("{\"auths\":\n {\"a\": hunter2}}");
    assertThatThrownBy(() -> keyring(Map.of()).find(REGISTRY))
        .hasMessage(
            file + ": the file is no JSON in line 2; expected the configuration of the docker"
                + " command line; to mend it, repair the file, or name another directory with DOCKER_CONFIG")
        .hasNoCause();
    config("[]");
    assertThatThrownBy(() -> keyring(Map.of()).find(REGISTRY))
        .hasMessageStartingWith(file + ": the file holds something else than a JSON object; ");
    config("{\"auths\": {\"" + REGISTRY + "\": {\"auth\": \"*hunter2*\"}}}");
    assertThatThrownBy(() -> keyring(Map.of()).find(REGISTRY))
        .hasMessage(file + ", auths, " + REGISTRY
            + ": 'auth' is not in Base64; expected user, ':' and"
            + " password in Base64; to mend it, log in again with 'docker login " + REGISTRY + "'")
        .hasNoCause();
  }

  private void failsWith(String what) throws Exception {
    config("{\"credsStore\": \"all\"}");
    String program = home.resolve("docker-credential-all").toString();
    assertThatThrownBy(() -> keyring(Map.of()).find(REGISTRY))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessage(
            home.resolve(".docker/config.json") + ", credsStore: the credential helper " + program
                + " was asked about " + REGISTRY + ", and " + what
                + "; expected an object with Username and Secret; to mend it, see what 'echo "
                + REGISTRY
                + " | " + program + " get' says, or log in again")
        .hasNoCause();
  }

  private Keyring keyring(Map<String, Credentials> ofCode) {
    return new Keyring(
        time, new DockerConfig(Map.of(), home), ofCode, Duration.ofSeconds(30), home);
  }

  private void config(String text) throws IOException {
    Files.createDirectories(home.resolve(".docker"));
    Files.writeString(home.resolve(".docker/config.json"), text);
  }

  private void helper(String name, String script) throws IOException {
    Path program = home.resolve("docker-credential-" + name);
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
