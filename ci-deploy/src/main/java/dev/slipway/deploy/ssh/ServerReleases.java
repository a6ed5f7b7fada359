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
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The releases on one server, through one connection, for the holder of one fencing token. For one thread. */
final class ServerReleases {
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(30);
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
    String json = run(scripts.placed(token, release.number()), "").output().strip();
    try {
      return !json.isEmpty() && Release.ofJson(json).equals(release);
    } catch (SlipwayException damaged) {
      return false;
    }
  }

  /** Puts a release in place; only content that is not there is sent. */
  void place(Release release, ReleaseFiles files, Map<String, Secret> secrets, Consumer<String> log)
      throws InterruptedException {
    List<Artifact.Entry> entries = files.artifact().files();
    String digests =
        entries.stream().map(e -> digest(e) + "\n").distinct().collect(Collectors.joining());
    Set<String> missing = run(scripts.missing(token), digests)
        .output()
        .lines()
        .filter(line -> line.startsWith("missing "))
        .map(line -> line.substring("missing ".length()))
        .collect(Collectors.toSet());
    long bytes = 0;
    for (Artifact.Entry entry : entries) {
      if (missing.remove(digest(entry))) {
        upload(entry, files);
        bytes += entry.size();
      }
    }
    run(scripts.place(token, release), manifest(release, secrets, entries));
    log.accept(connection.server() + ": " + release + " is in place, " + bytes + " bytes sent");
  }

  private void upload(Artifact.Entry entry, ReleaseFiles files) throws InterruptedException {
    try (InputStream content = Files.newInputStream(files.content(entry))) {
      String digest = digest(entry);
      check(connection.run(scripts.upload(token, digest), content, UPLOAD_LIMIT));
    } catch (IOException e) {
      throw failed("the file '" + entry.path() + "' could not be read: " + e, e);
    }
  }

  private String manifest(
      Release release, Map<String, Secret> secrets, List<Artifact.Entry> entries) {
    StringBuilder text = new StringBuilder(release.toJson()).append('\n');
    Map<String, String> environment = new TreeMap<>(release.configuration());
    secrets.forEach((variable, secret) -> environment.put(variable, secret.reveal()));
    List<String> lines = environment.entrySet().stream()
        .flatMap(e -> (e.getKey() + "=" + Shell.assigned(e.getValue())).lines())
        .toList();
    text.append(lines.size()).append('\n');
    lines.forEach(line -> text.append(line).append('\n'));
    for (Artifact.Entry entry : entries) {
      if (entry.path().contains("\n")) {
        throw failed("the artifact has a file with a line break in its name", null);
      }
      String mode = entry.executable() ? "755" : "644";
      text.append(digest(entry) + " " + mode + " " + entry.path()).append('\n');
    }
    return text.toString();
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
      Answer answer =
          connection.run(scripts.health(description.health), "", description.commandLimit);
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

  /** Leads back to what was served before; 0 if nothing was. */
  void serveAgain(int number) throws InterruptedException {
    if (number == 0) {
      int serving = state().serving();
      if (serving != 0) {
        retire(serving);
      }
      return;
    }
    String json = run(scripts.placed(token, number), "").output().strip();
    if (json.isEmpty()) {
      throw failed("release " + number + " is not in place any more", null);
    }
    serve(Release.ofJson(json));
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
    if (answer.code() == Scripts.STALE) {
      throw new StaleOwnerException(
          place(), token, Long.parseLong(answer.output().strip()));
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
