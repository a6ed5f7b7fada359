package dev.slipway.deploy.ssh;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/** Makes connections to servers whose keys are known, and nothing that a user has configured elsewhere. Thread-safe. */
final class Connections implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

  private static final AttributeRepository.AttributeKey<Server> SERVER =
      new AttributeRepository.AttributeKey<>();

  private static final int PACKET = 32 * 1024;

  private final SshClient client = SshClient.setUpDefaultClient();
  private final SshServersBuilder description;
  private final Map<SessionContext, Refusal> refusals = new ConcurrentHashMap<>();
  private final Map<Server, ClientSession> sessions = new ConcurrentHashMap<>();

  Connections(SshServersBuilder description) {
    this.description = description;
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setServerKeyVerifier(verifier());
    client.addSessionListener(new SessionListener() {
      @Override
      public void sessionCreated(Session session) {
        KnownKeys.preferIn(session, description.knownHosts, mayBe((ClientSession) session));
      }
    });
    FileKeyPairProvider keys = new FileKeyPairProvider(identities());
    keys.setPasswordFinder(new Passphrases());
    client.setKeyIdentityProvider(keys);
    if (description.agent != null) {
      client.setAgentFactory(Agent.at(description.agent));
    }
    CoreModuleProperties.TCP_NODELAY.set(client, true);
    // else what is sent is cut into packets of 1 KiB
    CoreModuleProperties.INPUT_STREAM_PUMP_CHUNK_SIZE.set(client, PACKET);
    client.start();
  }

  private KnownHostsServerKeyVerifier verifier() {
    KnownHostsServerKeyVerifier verifier = new KnownHostsServerKeyVerifier(
        (session, address, key) -> refuse(
            session,
            "its key " + KeyUtils.getFingerPrint(key) + " is not in " + description.knownHosts),
        description.knownHosts);
    verifier.setModifiedServerKeyAcceptor((session, address, entry, expected, key) -> refuse(
        session,
        "its key " + KeyUtils.getFingerPrint(key) + " is not the one in " + description.knownHosts
            + ", " + KeyUtils.getFingerPrint(expected)));
    return verifier;
  }

  /** Returns the server of a session; all there are where it goes through another one, as either of the two may be meant. */
  private List<Server> mayBe(ClientSession session) {
    AttributeRepository context = session.getConnectionContext();
    Server server = context == null ? null : context.getAttribute(SERVER);
    return server != null && description.jump.isEmpty()
        ? List.of(server)
        : Stream.concat(description.names.stream(), Stream.of(description.jump))
            .flatMap(name -> Server.parse(name).stream())
            .toList();
  }

  /** Why a session came to nothing, where that was found out on this side. */
  private record Refusal(String found, String expected, String remedy) {}

  private boolean refuse(ClientSession session, String why) {
    refusals.put(
        session,
        new Refusal(
            why,
            "a server whose key is known",
            "compare the key with the server's own, and add it by ssh-keyscan if it is the same"));
    return false;
  }

  private List<Path> identities() {
    Path usual = Path.of(System.getProperty("user.home"), ".ssh");
    Stream<Path> keys = description.identities.isEmpty() && description.agent == null
        ? USUAL_KEYS.stream().map(usual::resolve).filter(Files::isReadable)
        : description.identities.keySet().stream();
    return keys.toList();
  }

  /** Unlocks keys. */
  private final class Passphrases implements FilePasswordProvider {
    @Override
    public @Nullable String getPassword(SessionContext session, NamedResource key, int attempt) {
      Optional<String> passphrase = description.identities.entrySet().stream()
          .filter(identity -> identity.getKey().toString().equals(key.getName()))
          .flatMap(identity -> identity.getValue().stream())
          .map(Secret::reveal)
          .findFirst();
      if (passphrase.isEmpty()) {
        remember(session, "the key " + key.getName() + " is locked");
      }
      return passphrase.orElse(null);
    }

    @Override
    public ResourceDecodeResult handleDecodeAttemptResult(
        SessionContext session,
        NamedResource key,
        int attempt,
        String passphrase,
        @Nullable Exception failure) {
      if (failure != null) {
        remember(session, "the key " + key.getName() + " is locked with another passphrase");
      }
      return ResourceDecodeResult.IGNORE;
    }

    private void remember(SessionContext session, String found) {
      refusals.put(
          session,
          new Refusal(
              found, "a key that can be used", "name it by identity together with its passphrase"));
    }
  }

  /**
   * Enters a server if it is not entered already.
   *
   * @throws TargetException if it cannot be reached, is not the one it should be, or lets nobody in
   */
  Connection to(Server server) {
    session(server);
    return new Connection(server, this);
  }

  /** Returns whether a session was opened before, and so may have been cut off since without anybody having noticed. */
  boolean isOld(Server server) {
    ClientSession open = sessions.get(server);
    return open != null && open.isOpen();
  }

  /** Returns the open session of a server, or enters it. */
  ClientSession session(Server server) {
    ClientSession open = sessions.get(server);
    return open == null || !open.isOpen() ? again(server) : open;
  }

  /** Enters a server whatever was before. */
  ClientSession again(Server server) {
    ClientSession old = sessions.remove(server);
    close(old);
    ClientSession open = enter(server);
    sessions.put(server, open);
    return open;
  }

  private ClientSession enter(Server server) {
    ClientSession session = null;
    try {
      session = client
          .connect(entry(server), AttributeRepository.ofKeyValuePair(SERVER, server), null)
          .verify(PATIENCE)
          .getSession();
      session.auth().verify(PATIENCE);
      refusals.remove(session);
      return session;
    } catch (IOException e) {
      Refusal refusal = session == null ? refusalOfJump() : refusals.remove(session);
      close(session);
      throw failed(server, refusal, e);
    }
  }

  /** The session of a jump host is returned to nobody. */
  private @Nullable Refusal refusalOfJump() {
    return description.jump.isEmpty()
        ? null
        : refusals.keySet().stream().findFirst().map(refusals::remove).orElse(null);
  }

  private HostConfigEntry entry(Server server) {
    return new HostConfigEntry(
        server.host(),
        server.host(),
        server.port(),
        server.user(),
        description.jump.isEmpty() ? null : description.jump);
  }

  private static void close(@Nullable ClientSession session) {
    if (session != null) {
      session.close(true);
    }
  }

  private static TargetException failed(Server server, @Nullable Refusal refusal, IOException e) {
    if (refusal != null) {
      return new TargetException(
          new Problem("server " + server, refusal.found, refusal.expected, refusal.remedy), e);
    }
    boolean refused = e instanceof SshException ssh && ssh.getDisconnectCode() != 0;
    return new TargetException(
        new Problem(
            "server " + server,
            (refused ? "it lets nobody in by the given keys: " : "it cannot be reached: ")
                + e.getMessage(),
            "a server that can be entered",
            "look whether it runs, and whether the public key is in its authorized_keys"),
        e);
  }

  @Override
  public void close() {
    client.stop();
  }
}
