package dev.slipway.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.diagnostic.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes SSH sessions from what is given, and from the user's file of known hosts if no other is: no other files of the user's,
 * no agent, no questions.
 */
final class SshSessions {
  private final Remote remote;
  private final Access access;
  private final Signs signs;
  private final Path usual;

  SshSessions(Remote remote, Access access, Signs signs) {
    this(remote, access, signs, Path.of(System.getProperty("user.home")));
  }

  /** Makes sessions of a user with this home. */
  SshSessions(Remote remote, Access access, Signs signs, Path userHome) {
    this.usual = userHome.resolve(".ssh").resolve("known_hosts");
    this.remote = remote;
    this.access = access;
    this.signs = signs;
  }

  /**
   * Makes a factory to be closed after use.
   *
   * @param home a directory that stands for the user's home, so that nothing is read from the real one
   */
  SshdSessionFactory factory(Path home) {
    KnownHosts knownHosts = knownHosts();
    List<KeyPair> keys = keys();
    return new SshdSessionFactoryBuilder()
        .setHomeDirectory(home.toFile())
        .setSshDirectory(home.resolve("no-ssh").toFile())
        .setConfigStoreFactory((homeDirectory, configFile, user) -> null)
        .setConnectorFactory(null)
        .setDefaultIdentities(directory -> List.of())
        .setDefaultKeysProvider(directory -> keys)
        .setPreferredAuthentications("publickey")
        .setServerKeyDatabase((homeDirectory, sshDirectory) -> knownHosts)
        .build(null);
  }

  private KnownHosts knownHosts() {
    Path file = access.knownHosts() == null ? usual : access.knownHosts();
    if (access.knownHosts() == null && !Files.exists(usual)) {
      throw refused(
          "no file of known hosts is given, and there is no " + usual,
          "a file that holds the server's host key",
          "make that file, or call knownHosts(file); ssh-keyscan prints the lines, compare them with the server's before"
              + " you trust them",
          null);
    }
    try {
      return new KnownHosts(remote, file, signs);
    } catch (IOException e) {
      throw refused(
          "the file of known hosts " + file + " cannot be read",
          "a readable file in the format of OpenSSH",
          "make the file or give another one by knownHosts(file)",
          e);
    }
  }

  private List<KeyPair> keys() {
    if (access.key() == null && access.keyFile() == null) {
      throw refused(
          "no SSH key is given",
          "a private key that the server knows",
          "call sshKey(secret) or sshKey(file)",
          null);
    }
    String name =
        access.key() == null ? "file " + access.keyFile() : "'" + access.key().name() + "'";
    List<KeyPair> pairs = new ArrayList<>();
    try {
      Iterable<KeyPair> loaded = SecurityUtils.loadKeyPairIdentities(
          null, NamedResource.ofName(name), new ByteArrayInputStream(keyText()), passphrases());
      if (loaded != null) {
        loaded.forEach(pairs::add);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw unreadableKey(name, e);
    }
    if (pairs.isEmpty()) {
      throw unreadableKey(name, null);
    }
    return List.copyOf(pairs);
  }

  private byte[] keyText() throws IOException {
    if (access.key() != null) {
      return (access.key().reveal().strip() + "\n").getBytes(UTF_8);
    }
    return access.keyFile() == null ? new byte[0] : Files.readAllBytes(access.keyFile());
  }

  private FilePasswordProvider passphrases() {
    return (session, resource, retry) ->
        access.passphrase() == null ? null : access.passphrase().reveal();
  }

  private GitException unreadableKey(String name, @Nullable Exception cause) {
    return refused(
        "the SSH key " + name + " cannot be read",
        "a private key in the format of OpenSSH or PEM, of type Ed25519, ECDSA or RSA",
        "check the key, and call sshKeyPassphrase(secret) if it is encrypted",
        cause);
  }

  private GitException refused(
      String found, String expected, String remedy, @Nullable Exception cause) {
    return new GitException(
        new Problem("repository " + remote.text(), found, expected, remedy), cause);
  }
}
