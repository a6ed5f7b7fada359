package dev.slipway.deploy.local;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.DefinitionException;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects how a {@link LocalTarget} works. For one thread.
 *
 * @since 0.1
 */
public final class LocalTargetBuilder {
  final Path directory;
  List<String> command = List.of();
  String host = "localhost";
  int port;
  Duration startLimit = Duration.ofSeconds(30);
  Duration drainLimit = Duration.ofSeconds(30);
  Duration grace = Duration.ofSeconds(5);

  @Nullable
  Time time;

  LocalTargetBuilder(Path directory) {
    this.directory = directory;
  }

  /**
   * Sets the command that runs a release. In each part, <code>{artifact}</code> stands for the artifact's only file and
   * <code>{files}</code> for the directory that holds the artifact's files. The application has to listen on the port in its
   * environment variable {@code PORT}. Besides, its environment is the configuration of the release, and of this process' own
   * only what programs need to run at all ({@code PATH}, {@code HOME} and the like).
   */
  public LocalTargetBuilder command(String... argv) {
    command = List.of(argv);
    return this;
  }

  /** Sets the port on which the proxy listens for users, 0 to 65535. The default, 0, takes a free one. */
  public LocalTargetBuilder port(int newPort) {
    port = newPort;
    return this;
  }

  /** Sets the name or address on which the proxy listens. The default is {@code localhost}; {@code 0.0.0.0} is all. */
  public LocalTargetBuilder host(String newHost) {
    host = newHost;
    return this;
  }

  /** Sets how long an application may take until it listens on its port. The default is 30 seconds. */
  public LocalTargetBuilder startWithin(Duration limit) {
    startLimit = limit;
    return this;
  }

  /** Sets how long a release may finish its requests when it is retired. The default is 30 seconds. */
  public LocalTargetBuilder drainWithin(Duration limit) {
    drainLimit = limit;
    return this;
  }

  /** Sets how long an application may take to end by itself before it is killed. The default is 5 seconds. */
  public LocalTargetBuilder stopWithin(Duration limit) {
    grace = limit;
    return this;
  }

  /** Sets where time comes from. The default is a real time of its own. */
  public LocalTargetBuilder time(Time newTime) {
    time = newTime;
    return this;
  }

  /**
   * Starts the proxy. What an earlier Java virtual machine has left running in this directory is ended first; then the release
   * that had the traffic last is started and has it again. If that fails, it is logged and nothing is served until the next
   * deployment.
   *
   * @throws DefinitionException if something is wrong with what was set; all of it is told
   * @throws TargetException if the directory cannot be used or is in use by another target, or the port is in use
   */
  public LocalTarget open() {
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new LocalTarget(this);
  }

  private List<Problem> problems() {
    String place = "local target " + directory;
    List<Problem> problems = new ArrayList<>();
    if (command.isEmpty() || command.get(0).isBlank()) {
      problems.add(
          new Problem(place, "no command", "one that runs a release", "name it with command"));
    }
    if (port < 0 || port > 65535) {
      problems.add(new Problem(place, "the port " + port, "0 to 65535", "correct the port"));
    }
    if (host.isBlank()) {
      problems.add(new Problem(place, "a blank host", "a name or an address", "correct the host"));
    }
    limit(problems, place + ", startWithin", startLimit);
    limit(problems, place + ", drainWithin", drainLimit);
    limit(problems, place + ", stopWithin", grace);
    return problems;
  }

  private static void limit(List<Problem> problems, String place, Duration limit) {
    if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofDays(1)) > 0) {
      problems.add(new Problem(
          place, "a time of " + limit, "more than zero and at most a day", "correct it"));
    }
  }
}
