package dev.slipway.deploy.docker;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.DockerHost;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Image;
import dev.slipway.time.Time;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Collects how a {@link DockerTarget} works. For one thread.
 *
 * @since 0.1
 */
public final class DockerTargetBuilder {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,40}");
  private static final int HIGHEST_PORT = 65_535;
  private static final Duration HOLD_LONGER = Duration.ofSeconds(10);
  private static final Pattern MACHINE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*|[0-9a-fA-F:.]+");
  private static final String LOOPBACK = "127.0.0.1";

  final DockerHost host;
  final String name;
  final Time time;
  final Map<String, String> volumes = new TreeMap<>();
  Image image = Image.of("");
  Image proxy = Image.of("haproxy:lts");
  List<String> command = List.of();
  Path directory;
  String machine = "";
  String machineAddress = LOOPBACK;
  String listenOn = "";
  String health = "";
  int listenAt;
  int port;
  int replicas = 1;
  long memory;
  Duration startLimit = Duration.ofSeconds(60);
  Duration drainLimit = Duration.ofSeconds(30);
  Duration grace = Duration.ofSeconds(10);

  DockerTargetBuilder(DockerHost host, String name, Time time) {
    this.host = host;
    this.name = name;
    this.time = time;
    this.directory = Path.of(System.getProperty("user.home"), ".slipway", "proxies", name);
  }

  /** Sets the image in which releases of files run, which are in {@code /app}. A release that is an image needs none. */
  public DockerTargetBuilder image(Image newImage) {
    image = Objects.requireNonNull(newImage, "image");
    return this;
  }

  /** Sets the command that runs a release, such as {@code java -jar /app/shop.jar}, in place of that of the image. */
  public DockerTargetBuilder command(String... argv) {
    command = List.of(argv);
    return this;
  }

  /** Sets the port on which the application listens in its container; it is in its environment variable {@code PORT}. */
  public DockerTargetBuilder port(int newPort) {
    port = newPort;
    return this;
  }

  /** Sets a path such as {@code /up} that answers with a status from 200 to 399 when the application works. Without one it works when its port is open. */
  public DockerTargetBuilder health(String path) {
    health = Objects.requireNonNull(path, "path");
    return this;
  }

  /** Sets how many containers run a release; the default is one. */
  public DockerTargetBuilder replicas(int count) {
    replicas = count;
    return this;
  }

  /** Keeps a directory of the containers in a volume, which all releases share. */
  public DockerTargetBuilder volume(String path, String volume) {
    volumes.put(path, volume);
    return this;
  }

  /** Sets the most memory of a container, in bytes; without it there is no limit. */
  public DockerTargetBuilder memory(long bytes) {
    memory = bytes;
    return this;
  }

  /**
   * Says that the engine is on another machine. Each container of a release then has a free port there, by which it is checked before users get to it; a private network
   * keeps others from it; a firewall of that machine itself mostly does not, as Docker opens its ports past it.
   *
   * @param host how this machine reaches the other one, such as {@code web1.example}
   * @param address the address of the other one at which these ports are open, such as {@code 10.0.0.7}; {@code 0.0.0.0} for all
   */
  public DockerTargetBuilder machine(String host, String address) {
    machine = Objects.requireNonNull(host, "host");
    machineAddress = Objects.requireNonNull(address, "address");
    return this;
  }

  /**
   * Sets where users' requests arrive on the engine's machine.
   *
   * @param address such as {@code 0.0.0.0} for all; the default is {@code 127.0.0.1}, or the address of {@link #machine}
   * @param newPort the port; 0, the default, for a free one
   */
  public DockerTargetBuilder listen(String address, int newPort) {
    listenOn = Objects.requireNonNull(address, "address");
    listenAt = newPort;
    return this;
  }

  /** Sets the image of HAProxy, 2.5 or newer; the default is {@code haproxy:lts}. */
  public DockerTargetBuilder proxy(Image haProxy) {
    proxy = Objects.requireNonNull(haProxy, "proxy");
    return this;
  }

  /** Sets the directory for the socket by which the proxy is ruled; the default is {@code ~/.slipway/proxies/NAME}. The engine must see it; for one on another machine nothing is kept here. */
  public DockerTargetBuilder directory(Path newDirectory) {
    directory = Objects.requireNonNull(newDirectory, "directory");
    return this;
  }

  /** Sets how long a release may take until it works. The default is a minute. */
  public DockerTargetBuilder startWithin(Duration limit) {
    startLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** Sets how long a release may finish its requests when it is retired. The default is 30 seconds. */
  public DockerTargetBuilder drainWithin(Duration limit) {
    drainLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** Sets how long a container may take to end by itself before it is killed. The default is 10 seconds. */
  public DockerTargetBuilder stopWithin(Duration limit) {
    grace = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /**
   * Makes the target; nothing is done to the engine yet.
   *
   * @throws DefinitionException if something is wrong with what was set; all of it is told
   */
  public DockerTarget target() {
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new DockerTarget(this);
  }

  /** Returns how long requests wait while one release makes room for another: it is stopped, and the other one started and checked. */
  Duration longestHold() {
    return startLimit.plus(grace.multipliedBy(replicas)).plus(HOLD_LONGER);
  }

  /** Returns whether the engine is on another machine. */
  boolean isElsewhere() {
    return !machine.isEmpty();
  }

  String listensOn() {
    return listenOn.isEmpty() ? machineAddress : listenOn;
  }

  /** Returns the address of a port of the engine's machine. */
  URI at(int portThere) {
    String local = listensOn().equals("0.0.0.0") ? LOOPBACK : listensOn();
    String host = isElsewhere() ? machine : local;
    return URI.create(
        "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + portThere);
  }

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          problem("its name", "at most 40 small letters, digits, '-' and '_'", "rename it"));
    }
    if (port < 1 || port > HIGHEST_PORT) {
      problems.add(problem("the port " + port, "1 to 65535", "name it with port"));
    }
    if (listenAt < 0 || listenAt > HIGHEST_PORT) {
      problems.add(problem("the port " + listenAt + " for users", "0 to 65535", "correct listen"));
    }
    if (replicas < 1) {
      problems.add(problem(replicas + " replicas", "1 or more", "correct replicas"));
    }
    if (isElsewhere() && machineAddress.isBlank()) {
      problems.add(problem(
          "no address of the machine '" + machine + "' for the ports of containers",
          "one such as 10.0.0.7, or 0.0.0.0 for all",
          "correct machine"));
    }
    if (isElsewhere() && (!MACHINE.matcher(machine).matches() || at(1).getHost() == null)) {
      problems.add(
          problem("the machine '" + machine + "'", "a name or an address", "correct machine"));
    }
    if (isElsewhere() && listenOn.equals(LOOPBACK) && !machineAddress.equals(LOOPBACK)) {
      problems.add(problem(
          "the proxy listens on " + LOOPBACK + " of another machine",
          "an address that is reached from here",
          "correct listen, or leave it out"));
    }
    if (!health.isEmpty() && !health.matches("/[!-~]*")) {
      problems.add(problem("the path '" + health + "'", "one such as /up", "correct health"));
    }
    return problems;
  }

  private Problem problem(String found, String expected, String remedy) {
    return new Problem("Docker target '" + name + "'", found, expected, remedy);
  }

  TargetException failed(String found, String expected, String remedy) {
    return new TargetException(problem(found, expected, remedy));
  }
}
