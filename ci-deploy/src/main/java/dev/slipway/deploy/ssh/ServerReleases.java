package dev.slipway.deploy.ssh;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Artifact;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The releases on one server, through one connection, for the holder of one fencing token. For one thread. */
final class ServerReleases {
  private static final int ALL = Integer.MAX_VALUE;
  private static final String ENVIRONMENT = ".env";

  // since the last byte was taken: it may have much to write and to compare then
  private static final Duration SEND_LIMIT = Duration.ofMinutes(10);
  private static final Duration HEALTH_PAUSE = Duration.ofMillis(500);
  private static final String PREFIX = "sha256:";

  private final Connection connection;
  private final SshServersBuilder description;
  private final Scripts scripts;
  private final long token;
  private final Time time;

  ServerReleases(Connection connection, SshServersBuilder description, long token, Time time) {
    this.connection = connection;
    this.description = description;
    this.scripts = new Scripts(description.root, description.shared, description.commandLimit);
    this.token = token;
    this.time = time;
  }

  Server server() {
    return connection.server();
  }

  ServerState state() throws InterruptedException {
    return ServerState.parse(run(scripts.state(), "").output());
  }

  void claim() throws InterruptedException {
    run(scripts.claim(token), "");
  }

  boolean has(Release release) throws InterruptedException {
    try {
      return placed(release.number())
          .map(Release::ofJson)
          .filter(release::equals)
          .isPresent();
    } catch (SlipwayException damaged) {
      return false;
    }
  }

  private Optional<String> placed(int number) throws InterruptedException {
    return run(scripts.placed(token, number), "").told("release").stream().findFirst();
  }

  /** Puts a release in place; only content that is not there is sent. */
  void place(Release release, ReleaseFiles files, Map<String, Secret> secrets, Consumer<String> log)
      throws InterruptedException {
    Map<String, Artifact.Entry> contents = new TreeMap<>();
    files.artifact().files().forEach(entry -> contents.put(name(entry), entry));
    Set<String> all = Set.copyOf(contents.keySet());
    List<Bundle.Member> placed = members(release, secrets, files.artifact().files(), all);
    contents.keySet().retainAll(missing(all));
    if (!contents.isEmpty()) {
      List<Bundle.Member> members = new ArrayList<>();
      contents.forEach((name, entry) -> members.add(
          new Bundle.Content(name, entry.path(), entry.executable(), () -> files.content(entry))));
      send(scripts.upload(token), members);
    }
    send(scripts.place(token, release), placed);
    long bytes = contents.values().stream().mapToLong(Artifact.Entry::size).sum();
    log.accept(connection.server() + ": " + release + " is in place, " + bytes + " bytes sent");
  }

  private Set<String> missing(Set<String> names) throws InterruptedException {
    Answer answer = connection.run(
        scripts.missing(token), Connection.input(lines(names)), description.commandLimit, ALL);
    check(answer);
    return Set.copyOf(answer.told("missing"));
  }

  private static String lines(Collection<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }

  private void send(String script, List<Bundle.Member> members) throws InterruptedException {
    try (Bundle bundle = new Bundle(members)) {
      try {
        check(connection.run(script, bundle, SEND_LIMIT));
      } catch (TargetException e) {
        IOException broken = bundle.broken().orElse(null);
        throw broken == null ? e : failed(String.valueOf(broken.getMessage()), broken);
      }
    } catch (IOException e) {
      throw failed("a file could not be closed: " + e, e);
    }
  }

  private List<Bundle.Member> members(
      Release release,
      Map<String, Secret> secrets,
      List<Artifact.Entry> entries,
      Set<String> contents) {
    List<Bundle.Member> members = new ArrayList<>();
    members.add(new Bundle.Text(Scripts.INCOMING + "release.json", release.toJson() + "\n"));
    members.add(new Bundle.Text(Scripts.INCOMING + "files", lines(contents)));
    Map<String, String> environment = new TreeMap<>(release.configuration());
    secrets.forEach((variable, secret) -> environment.put(variable, secret.reveal()));
    boolean ownFile = entries.stream().anyMatch(entry -> entry.path().equals(ENVIRONMENT));
    if (ownFile && !environment.isEmpty()) {
      throw new TargetException(new Problem(
          place(),
          "the artifact has a file '" + ENVIRONMENT + "', in which " + release
              + " has its configuration",
          "one of the two",
          "take it out of the artifact, or what the environment sets"));
    } else if (!ownFile) {
      List<String> assigned = environment.entrySet().stream()
          .map(e -> e.getKey() + "=" + Shell.assigned(e.getValue()))
          .toList();
      members.add(new Bundle.Text(Scripts.INCOMING + "env", lines(assigned)));
    }
    entries.forEach(
        entry -> members.add(new Bundle.Link(Scripts.TREE + entry.path(), name(entry))));
    return members;
  }

  /** Returns what content is called on a server: links to it have its mode. */
  private static String name(Artifact.Entry entry) {
    return digest(entry) + (entry.executable() ? ".x" : "");
  }

  private static String digest(Artifact.Entry entry) {
    String digest = entry.digest();
    return digest.startsWith(PREFIX) ? digest.substring(PREFIX.length()) : digest;
  }

  /**
   * Serves a release and waits until it works.
   *
   * @throws ReleaseNotStartedException if it does not
   */
  void serve(Release release) throws InterruptedException {
    Answer answer = connection.run(
        scripts.serve(token, release, description.restart), "", description.commandLimit);
    if (answer.code() == Scripts.COMMAND_FAILED) {
      throw notStarted(release, "the command to restart it failed: " + answer);
    } else if (answer.code() == Scripts.ABSENT) {
      throw failed(release + " is not in place", null);
    }
    check(answer);
    awaitHealth(release);
  }

  private void awaitHealth(Release release) throws InterruptedException {
    if (description.health.isBlank()) {
      return;
    }
    long deadline = time.nanos() + description.healthLimit.toNanos();
    while (true) {
      Answer answer = health();
      if (answer.isGood()) {
        return;
      }
      if (time.nanos() - deadline > 0) {
        throw notStarted(
            release, "it is not healthy after " + description.healthLimit + ": " + answer);
      }
      time.sleep(HEALTH_PAUSE);
    }
  }

  private Answer health() throws InterruptedException {
    return connection.run(scripts.health(description.health), "", description.commandLimit);
  }

  /** Returns whether what is served works at this moment. */
  boolean isHealthy() throws InterruptedException {
    return description.health.isBlank() || health().isGood();
  }

  /** Leads back to what was served before; 0 if nothing was. */
  void serveAgain(int number) throws InterruptedException {
    if (number == 0) {
      int serving = state().serving();
      if (serving != 0) {
        retire(serving);
      }
      return;
    }
    Optional<String> json = placed(number);
    if (json.isEmpty()) {
      throw failed("release " + number + " is not in place any more", null);
    }
    serve(Release.ofJson(json.get()));
  }

  void retire(int number) throws InterruptedException {
    run(scripts.retire(token, number, description.stop), "");
  }

  void remove(Release release) throws InterruptedException {
    Answer answer =
        connection.run(scripts.remove(token, release.number()), "", description.commandLimit);
    if (answer.code() == Scripts.SERVED) {
      throw failed(release + " runs", null);
    }
    check(answer);
  }

  private Answer run(String script, String input) throws InterruptedException {
    Answer answer = connection.run(script, input, description.commandLimit);
    check(answer);
    return answer;
  }

  private void check(Answer answer) {
    List<String> highest = answer.told("highest");
    if (answer.code() == Scripts.STALE && !highest.isEmpty()) {
      throw new StaleOwnerException(place(), token, Long.parseLong(highest.get(0)));
    } else if (answer.code() == Scripts.DAMAGED) {
      throw failed("what arrived is not what was sent", null);
    } else if (!answer.isGood()) {
      throw failed("a script ended with " + answer, null);
    }
  }

  String place() {
    return "server " + connection.server() + ", " + description.root;
  }

  private ReleaseNotStartedException notStarted(Release release, String found) {
    return new ReleaseNotStartedException(
        new Problem(
            place(),
            release + ": " + found,
            "a release that works",
            "look at its log on the server"),
        List.of());
  }

  private TargetException failed(String found, @Nullable Throwable cause) {
    return new TargetException(
        new Problem(
            place(),
            found,
            "a directory with room in which this user may do everything, and the tools of GNU or busybox",
            "mend the cause on the server, then deploy again"),
        cause);
  }
}
