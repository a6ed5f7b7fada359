package dev.slipway.docker.config;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds credentials for registries: those that were given in code, then those of the {@code docker} command line by its own
 * rules, which are a helper for the registry, a helper for all, or the file itself. Thread-safe.
 *
 * @since 0.1
 */
public final class Keyring {
  private static final String HUB = "docker.io";
  private static final String HUB_SERVER = "https://index.docker.io/v1/";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Time time;
  private final DockerConfig config;
  private final Map<String, Credentials> ofCode;
  private final Duration patience;
  private final @Nullable Path helpers;

  /**
   * Makes a keyring.
   *
   * @param ofCode what was given in code, by the registry
   */
  public Keyring(Time time, DockerConfig config, Map<String, Credentials> ofCode) {
    this(time, config, ofCode, PATIENCE, null);
  }

  Keyring(
      Time time,
      DockerConfig config,
      Map<String, Credentials> ofCode,
      Duration patience,
      @Nullable Path helpers) {
    this.time = time;
    this.config = config;
    this.ofCode = Map.copyOf(ofCode);
    this.patience = patience;
    this.helpers = helpers;
  }

  /** Returns how an engine and a helper are told a registry. */
  public static String server(String registry) {
    return registry.equals(HUB) ? HUB_SERVER : registry;
  }

  /**
   * Returns the credentials for a registry; empty if there are none.
   *
   * @param registry its host and perhaps port; {@code docker.io} for the one that goes without saying
   * @throws RuntimeUnavailableException if the configuration cannot be read, or a helper does not do its part
   * @throws InterruptedException if the thread was interrupted while a helper was asked
   */
  public Optional<Credentials> find(String registry) throws InterruptedException {
    Credentials given = ofCode.get(registry);
    if (given != null) {
      return Optional.of(given);
    }
    String server = server(registry);
    Map<?, ?> content = config.read();
    String ofRegistry = DockerConfig.text(DockerConfig.member(content, "credHelpers"), server);
    if (!ofRegistry.isEmpty()) {
      return helper(ofRegistry, "credHelpers").get(server);
    }
    String ofAll = DockerConfig.text(content, "credsStore");
    if (!ofAll.isEmpty()) {
      return helper(ofAll, "credsStore").get(server);
    }
    return inFile(DockerConfig.member(content, "auths"), server);
  }

  private CredentialHelper helper(String name, String member) {
    return new CredentialHelper(time, name, config.file() + ", " + member, patience, helpers);
  }

  private Optional<Credentials> inFile(Map<?, ?> auths, String server) {
    Map<?, ?> exact = DockerConfig.member(auths, server);
    if (!exact.isEmpty()) {
      return entry(exact, server);
    }
    for (Map.Entry<?, ?> entry : auths.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> auth
          && host(String.valueOf(entry.getKey())).equals(host(server))) {
        return entry(auth, server);
      }
    }
    return Optional.empty();
  }

  private Optional<Credentials> entry(Map<?, ?> auth, String server) {
    String origin = config.file().toString();
    String token = DockerConfig.text(auth, "identitytoken");
    if (!token.isEmpty()) {
      return Optional.of(Credentials.token(server, token, origin));
    }
    String both = decoded(DockerConfig.text(auth, "auth"), server);
    int colon = both.indexOf(':');
    String user = colon < 0 ? DockerConfig.text(auth, "username") : both.substring(0, colon);
    String password = colon < 0 ? DockerConfig.text(auth, "password") : both.substring(colon + 1);
    return user.isEmpty()
        ? Optional.empty()
        : Optional.of(Credentials.of(server, user, password, origin));
  }

  private String decoded(String auth, String server) {
    try {
      // the docker command line pads a password with zeros
      return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8).replace("\0", "");
    } catch (IllegalArgumentException e) {
      // the cause would tell a part of it
      throw new RuntimeUnavailableException(
          new Problem(
              config.file() + ", auths, " + server,
              "'auth' is not in Base64",
              "user, ':' and password in Base64",
              "log in again with 'docker login " + server + "'"),
          null);
    }
  }

  /** Returns the host and port of an entry, which old versions wrote as an address with a path. */
  private static String host(String entry) {
    int scheme = entry.indexOf("://");
    String rest = scheme < 0 ? entry : entry.substring(scheme + 3);
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }
}
