package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.FreePort;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.SshServer;
import dev.slipway.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the real SSH server of OpenSSH. */
@NeedsProgram({"git", "sshd", "ssh-keygen"})
class GitSshIT {
  @TempDir
  private Path temp;

  private TestRepository shop;
  private SshServer server;
  private int port;
  private Path knownHosts;

  @BeforeEach
  void startServer() throws Exception {
    shop = new TestRepository(temp.resolve("shop"));
    shop.commitFile("a.txt", "1");
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
    makeKey("host", "ed25519");
    port = FreePort.next();
    Files.writeString(temp.resolve("authorized"), "");
    knownHosts = Files.writeString(
        temp.resolve("known_hosts"),
        "[127.0.0.1]:" + port + " " + Files.readString(temp.resolve("host.pub")));
    server = SshServer.start(
        temp, "sshd_config", port, temp.resolve("host"), temp.resolve("authorized"));
  }

  @AfterEach
  void stopServer() throws Exception {
    shop.close();
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void fetchesWithAKeyOfEachKind(String type) throws Exception {
    authorize(makeKey("client", type));

    assertThat(source().sshKey(temp.resolve("client")).resolve().branch()).isEqualTo("main");
    Secret key = Secret.of("KEY", Files.readString(temp.resolve("client")));
    GitSource source = source().sshKey(key);
    source.checkout(source.resolve(), temp.resolve("workspace"));
    assertThat(temp.resolve("workspace/a.txt")).hasContent("1");
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsRefused() throws Exception {
    makeKey("stranger", "ed25519");

    assertThatThrownBy(() -> source().sshKey(temp.resolve("stranger")).resolve())
        .isInstanceOf(GitException.class)
        .hasMessageContaining("the server did not accept the SSH key");
  }

  @Test
  void aServerThatIsNotKnownIsRefused() throws Exception {
    authorize(makeKey("client", "ed25519"));
    makeKey("other", "ed25519");
    Files.writeString(
        knownHosts, "[127.0.0.1]:" + port + " " + Files.readString(temp.resolve("other.pub")));
    assertThatThrownBy(() -> source().sshKey(temp.resolve("client")).resolve())
        .isInstanceOf(GitException.class)
        .hasMessageContaining(
            "the host key of 127.0.0.1 is not among the known hosts, or is another one")
        .hasMessageContaining("ssh-keyscan")
        .hasMessageContaining("knownHosts(file)");

    Files.writeString(knownHosts, "");
    assertThatThrownBy(() -> source().sshKey(temp.resolve("client")).resolve())
        .hasMessageContaining("the host key of 127.0.0.1 is not among the known hosts");
    assertThat(knownHosts).hasContent("");
  }

  @Test
  void aRepositoryThatTheServerDoesNotHaveIsNamed() throws Exception {
    authorize(makeKey("client", "ed25519"));

    assertThatThrownBy(
            () -> GitSource.of("ssh://" + user() + "@127.0.0.1:" + port + temp.resolve("none"))
                .mirrors(temp.resolve("mirrors"))
                .knownHosts(knownHosts)
                .sshKey(temp.resolve("client"))
                .resolve())
        .isInstanceOf(GitException.class)
        .hasMessageContaining("there is no repository");
  }

  @Test
  void aServerThatDoesNotListenIsNamed() throws Exception {
    makeKey("client", "ed25519");
    server.kill();

    assertThatThrownBy(() -> source().sshKey(temp.resolve("client")).resolve())
        .isInstanceOf(GitException.class)
        .hasMessageContaining("host 127.0.0.1 does not take the connection");
  }

  private GitSource source() {
    return GitSource.of("ssh://" + user() + "@127.0.0.1:" + port + shop.directory())
        .mirrors(temp.resolve("mirrors"))
        .knownHosts(knownHosts);
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  private Path makeKey(String name, String type) throws Exception {
    SshServer.makeKey(temp.resolve(name), type);
    return temp.resolve(name + ".pub");
  }

  private void authorize(Path publicKey) throws Exception {
    Files.copy(publicKey, temp.resolve("authorized"), StandardCopyOption.REPLACE_EXISTING);
  }
}
