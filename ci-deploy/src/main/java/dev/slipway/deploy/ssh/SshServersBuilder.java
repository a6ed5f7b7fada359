package dev.slipway.deploy.ssh;

import dev.slipway.deploy.proxy.LoadBalancer;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.DefinitionException;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects the description of servers. For one thread.
 *
 * @since 0.1
 */
public final class SshServersBuilder {
  final List<String> names;
  final Map<Path, Optional<Secret>> identities = new LinkedHashMap<>();
  final List<String> shared = new ArrayList<>();
  String root = "";
  String restart = "";
  String stop = "";
  String health = "";
  String jump = "";
  String address = "";
  Path knownHosts = Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");
  Duration healthLimit = Duration.ofSeconds(30);
  Duration commandLimit = Duration.ofMinutes(2);
  List<String> balancedNames = List.of();

  @Nullable
  Path agent;

  @Nullable
  LoadBalancer balancer;

  @Nullable
  Time time;

  SshServersBuilder(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** Sets the directory on each server in which the releases are kept; one that does not begin with {@code /} is within the home of the user. */
  public SshServersBuilder releasesIn(String directory) {
    root = Objects.requireNonNull(directory, "directory");
    return this;
  }

  /**
   * Sets the command that runs the release to which {@code current} leads, such as {@code systemctl restart shop}. It is run by {@code sh} in that directory
   * with the variable {@code RELEASE}. The configuration of the release is in its file {@code .env}, which only its owner can read: one {@code NAME="value"} on
   * each line, for {@code EnvironmentFile=} of systemd and {@code . ./.env} of a shell.
   */
  public SshServersBuilder restart(String command) {
    restart = Objects.requireNonNull(command, "command");
    return this;
  }

  /** Sets the command that ends what runs when no release is served any more. The default is none. */
  public SshServersBuilder stop(String command) {
    stop = Objects.requireNonNull(command, "command");
    return this;
  }

  /**
   * Sets the command that tells on each server, by exit code 0, that the release works. It is tried again after a restart until it does; the default limit is 30 s.
   */
  public SshServersBuilder health(String command) {
    health = Objects.requireNonNull(command, "command");
    return this;
  }

  /** Sets how long the command of {@link #health} is tried. */
  public SshServersBuilder healthyWithin(Duration limit) {
    healthLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** Sets how long a command on a server may take; the default is two minutes. */
  public SshServersBuilder commandsWithin(Duration limit) {
    commandLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** Sets paths within a release that all releases share, such as {@code log}; each is a directory that is linked into the release. */
  public SshServersBuilder shared(String... paths) {
    shared.addAll(List.of(paths));
    return this;
  }

  /**
   * Adds a private key file. Without one and without {@link #agent}, {@code id_ed25519}, {@code id_ecdsa} and {@code id_rsa} in {@code ~/.ssh} are tried, as far as they are there.
   */
  public SshServersBuilder identity(Path key) {
    identities.put(Objects.requireNonNull(key, "key"), Optional.empty());
    return this;
  }

  /** Adds a private key file that is locked with a passphrase. */
  public SshServersBuilder identity(Path key, Secret passphrase) {
    identities.put(Objects.requireNonNull(key, "key"), Optional.of(passphrase));
    return this;
  }

  /** Uses the keys of the SSH agent whose socket is in the environment variable {@code SSH_AUTH_SOCK}. It is never forwarded to a server. */
  public SshServersBuilder agent() {
    String socket = System.getenv("SSH_AUTH_SOCK");
    return agent(Path.of(socket == null ? "" : socket));
  }

  /** Uses the keys of an SSH agent by its socket. It is never forwarded to a server. */
  public SshServersBuilder agent(Path socket) {
    agent = Objects.requireNonNull(socket, "socket");
    return this;
  }

  /** Sets the file with the keys of servers, as OpenSSH has it; the default is {@code ~/.ssh/known_hosts}. A server that is not in it is refused. */
  public SshServersBuilder knownHosts(Path file) {
    knownHosts = Objects.requireNonNull(file, "file");
    return this;
  }

  /** Reaches the servers through another one, given as {@code user@host} or {@code user@host:port}. */
  public SshServersBuilder jump(String server) {
    jump = Objects.requireNonNull(server, "server");
    return this;
  }

  /**
   * Sets the proxy in front of the servers. A server is left out there while its release changes, so that no request is lost as long as there is another one.
   *
   * @param names what the proxy calls the servers, in their order; without names, what is their host here
   */
  public SshServersBuilder behind(LoadBalancer proxy, String... names) {
    balancer = Objects.requireNonNull(proxy, "proxy");
    balancedNames = List.of(names);
    return this;
  }

  /** Sets where the users' traffic arrives, for smoke tests, such as {@code https://shop.example}. */
  public SshServersBuilder address(String url) {
    address = Objects.requireNonNull(url, "url");
    return this;
  }

  /** Sets the time by which it waits; the default is the real one. */
  public SshServersBuilder time(Time newTime) {
    time = Objects.requireNonNull(newTime, "time");
    return this;
  }

  /**
   * Opens the target. No server is connected yet.
   *
   * @throws DefinitionException if something is wrong with the description; all of it is told
   */
  public SshServers open() {
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new SshServers(this);
  }

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    List<String> all = new ArrayList<>(names);
    if (!jump.isEmpty()) {
      all.add(jump);
    }
    all.stream()
        .filter(name -> Server.parse(name).isEmpty())
        .forEach(name ->
            problems.add(problem("the server '" + name + "'", "user@host or user@host:port")));
    if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
      problems.add(problem("the servers " + names, "one or more, each once"));
    }
    if (agent != null && agent.toString().isEmpty()) {
      problems.add(problem(
          "no SSH agent: SSH_AUTH_SOCK is not set", "an agent that runs, or a key by identity"));
    }
    if (!balancedNames.isEmpty() && balancedNames.size() != names.size()) {
      problems.add(problem(
          "the names " + balancedNames + " for " + names.size() + " servers", "one name for each"));
    }
    if (root.isBlank() || root.startsWith("-")) {
      problems.add(problem("the directory '" + root + "'", "one for the releases, by releasesIn"));
    }
    shared.stream()
        .filter(path -> !Path.of(path).normalize().toString().equals(path)
            || path.startsWith("/")
            || path.startsWith(".."))
        .forEach(path ->
            problems.add(problem("the shared path '" + path + "'", "one within the release")));
    if (!isAddress()) {
      problems.add(problem("the address '" + address + "'", "one such as https://shop.example"));
    }
    return problems;
  }

  private boolean isAddress() {
    try {
      URI uri = new URI(address);
      return uri.getScheme() != null && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private Problem problem(String found, String expected) {
    return new Problem("servers " + names, found, expected, "correct the description");
  }
}
