package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine may answer.
 *
 * @param host the address, such as {@code unix:///var/run/docker.sock}
 * @param origin who says so, for people
 * @param tls how to talk to it in secret, or null for in the open
 * @param sshConfig what {@code ssh} is configured by, or null for as it is for this user
 */
record EngineAddress(
    String host,
    String origin,
    @Nullable EngineTls tls,
    @Nullable Path sshConfig) {
  private static final String USUAL = "unix:///var/run/docker.sock";
  private static final String AFTER_SCHEME = "://";
  private static final Set<String> SCHEMES = Set.of("unix", "tcp", "npipe", "ssh");

  EngineAddress(String host, String origin) {
    this(host, origin, null);
  }

  EngineAddress(String host, String origin, @Nullable EngineTls tls) {
    this(host, origin, tls, null);
  }

  /** Returns the same, for {@code ssh} to be configured by a file where it is used. */
  EngineAddress withSshConfig(@Nullable Path file) {
    return file != null && isBySsh() ? new EngineAddress(host, origin, tls, file) : this;
  }

  boolean isBySsh() {
    return host.startsWith("ssh" + AFTER_SCHEME);
  }

  /** Returns the address with the port that goes without saying. */
  String hostWithPort() {
    String tcp = "tcp" + AFTER_SCHEME;
    String rest = host.startsWith(tcp) ? host.substring(tcp.length()) : "";
    boolean isBare = !rest.isEmpty() && rest.indexOf(':', rest.lastIndexOf(']') + 1) < 0;
    return isBare && rest.indexOf('/') < 0 ? host + (tls == null ? ":2375" : ":2376") : host;
  }

  /** Returns the option by which the {@code docker} command line reaches the same engine, with a blank behind; mostly empty. */
  String option() {
    return host.equals(USUAL) || origin.startsWith("Docker context") || origin.equals("DOCKER_HOST")
        ? ""
        : "-H " + host + " ";
  }

  /**
   * Checks that this looks like an address.
   *
   * @throws RuntimeUnavailableException if it does not
   */
  void requireKnownKind() {
    int end = host.indexOf(AFTER_SCHEME);
    if (end < 0) {
      throw wrong("has no scheme");
    }
    if (!SCHEMES.contains(host.substring(0, end))) {
      throw wrong("has a scheme that is not supported");
    }
    if (host.length() == end + AFTER_SCHEME.length()) {
      throw wrong("ends after its scheme");
    }
    if (isBySsh() && !SshTunnel.isAddress(host)) {
      throw new RuntimeUnavailableException(
          new Problem(
              "Docker Engine",
              "the address by SSH (" + origin + ") is none", // which may have a password
              "ssh://host, ssh://user@host:port or ssh://user@host/path/of/the.sock, without a password",
              "correct the address; keys and other ways to log in belong in the configuration of ssh"),
          null);
    }
  }

  private RuntimeUnavailableException wrong(String what) {
    return new RuntimeUnavailableException(
        new Problem(
            "Docker Engine",
            "the address '" + host + "' (" + origin + ") " + what,
            "unix://, tcp://, ssh:// or npipe:// and what follows, such as unix:///var/run/docker.sock"
                + " or tcp://127.0.0.1:2375",
            "correct the address, or leave it out to use the usual sockets"),
        null);
  }

  @Override
  public String toString() {
    return host + " (" + origin + (tls == null ? "" : ", with TLS") + ")";
  }
}
