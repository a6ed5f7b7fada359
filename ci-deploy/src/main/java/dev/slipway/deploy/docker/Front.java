package dev.slipway.deploy.docker;

import dev.slipway.deploy.proxy.HaProxy;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.docker.DockerHost;
import dev.slipway.docker.Hosted;
import dev.slipway.docker.HostedContainer;
import dev.slipway.docker.HostedFile;
import dev.slipway.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxy in front of the containers: HAProxy in a container of its own. It is ruled by its runtime API, by a socket in a directory of this machine, or from within the container where
 * the engine is on another one; what it was told last is also written to its configuration, for when the engine starts it again. For one thread at a time.
 */
final class Front {
  private static final Logger log = LoggerFactory.getLogger(Front.class);
  private static final String BACKEND = "releases";
  private static final String CONFIGURATION = "/etc/slipway/haproxy.cfg";
  private static final String SOCKET_DIRECTORY = "/run/slipway";
  private static final String DEFINITION = "dev.slipway.proxy";
  private static final String NOTE = "/etc/slipway/serving";
  private static final int INSIDE = 8080;
  private static final int RULED_AT = 9999;
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final DockerTargetBuilder description;
  private final DockerHost host;
  private final Time time;
  private final Path directory;
  private final InContainer inside;
  private final HaProxy haProxy;

  Front(DockerTargetBuilder description) {
    this.description = description;
    this.host = description.host;
    this.time = description.time;
    this.directory = description.directory.toAbsolutePath();
    this.inside = new InContainer(host, container(), RULED_AT);
    HaProxy ruled = description.isElsewhere()
        ? HaProxy.through(inside, BACKEND)
        : HaProxy.at(directory.resolve("admin.sock"), BACKEND);
    this.haProxy = ruled.drainingWithin(description.drainLimit).wellWithin(Duration.ZERO);
  }

  private String container() {
    return "slipway-" + description.name + "-proxy";
  }

  /** Starts the proxy if it does not run, and waits until it can be told what to do. */
  void open() throws InterruptedException {
    Optional<Hosted> there = find();
    if (there.filter(proxy -> !proxy.running()).isPresent()
        && host.read(container(), CONFIGURATION).isEmpty()) {
      // who made it was killed before it had its files, and no proxy starts without
      host.remove(container());
      there = Optional.empty();
    }
    if (there.isEmpty()) {
      make();
    }
    if (!there.map(Hosted::running).orElse(false)) {
      host.start(container());
    }
    there.ifPresent(this::tellOfChanges);
    awaitAnswer();
  }

  private void make() throws InterruptedException {
    HostedContainer proxy = HostedContainer.named(container(), description.proxy)
        .label(DockerTarget.TARGET, description.name)
        .label(DockerTarget.ROLE, "proxy")
        .label(DEFINITION, definition())
        .network(DockerTarget.network(description))
        .publish(description.listensOn(), description.listenAt, INSIDE)
        .entryPoint(List.of("haproxy"))
        .command(List.of("-db", "-f", CONFIGURATION))
        .file(CONFIGURATION, configuration(""));
    if (!description.isElsewhere()) {
      proxy.directory(SOCKET_DIRECTORY, directory.toString()).user(ownerOfDirectory());
    }
    host.create(proxy);
  }

  private String ownerOfDirectory() {
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      return Files.getAttribute(directory, "unix:uid").toString();
    } catch (IOException e) {
      throw description.failed(
          "the directory " + directory + " cannot be used: " + e,
          "one that can be written",
          "name another with directory");
    }
  }

  /** Its socket is there a moment before it listens, and one of an earlier time may be there before it starts. */
  private void awaitAnswer() throws InterruptedException {
    long deadline = time.nanos() + START_LIMIT.toNanos();
    while (!haProxy.answers(time)) {
      if (time.nanos() - deadline > 0) {
        throw description.failed(
            "the proxy does not run: " + String.join(" | ", host.log(container(), 10)),
            "HAProxy 2.5 or newer in the image '" + description.proxy + "'",
            "look at the container " + container());
      }
      time.sleep(PAUSE);
    }
  }

  private String definition() {
    return "listens on " + description.listensOn() + ":" + description.listenAt + ", image "
        + description.proxy.name() + ", health '" + description.health + "', port "
        + description.port + ", requests wait for " + description.longestHold()
        + (description.isElsewhere() ? ", on another machine" : "");
  }

  /** Another definition takes another proxy, and to change it means a moment without one: that is for people to decide. */
  private void tellOfChanges(Hosted proxy) {
    String was = proxy.labels().getOrDefault(DEFINITION, "");
    if (!was.equals(definition())) {
      log.warn(
          "The proxy {} was made as '{}' and is described as '{}' now; it stays as it was made. To change it, run 'docker rm -f {}' and deploy: there is no answer meanwhile",
          container(),
          was,
          definition(),
          container());
    }
  }

  /**
   * What the proxy does with the requests.
   *
   * @param runs whether it runs; else it does nothing
   * @param weights the weights of its servers
   * @param leftOut in what state servers are that get no requests although they should
   */
  record Traffic(boolean runs, Map<String, Integer> weights, Map<String, String> leftOut) {
    private static final Traffic NONE = new Traffic(false, Map.of(), Map.of());
  }

  Traffic traffic() throws InterruptedException {
    if (!find().map(Hosted::running).orElse(false)) {
      return Traffic.NONE;
    }
    try {
      return new Traffic(true, haProxy.weights(time), haProxy.leftOut(time));
    } catch (TargetException notNow) {
      log.debug("{} cannot be asked", haProxy, notNow);
      return Traffic.NONE;
    }
  }

  private Optional<Hosted> find() throws InterruptedException {
    return host.find(DockerTarget.TARGET, description.name).stream()
        .filter(c -> c.name().equals(container()))
        .findFirst();
  }

  /** Returns where users' requests arrive. */
  URI address() throws InterruptedException {
    // the proxy may have been made by another definition
    int port = find().isPresent()
        ? host.port(container(), INSIDE).orElse(description.listenAt)
        : description.listenAt;
    return description.at(port);
  }

  /** Returns whether something in the network takes connections. What listens at the port of another machine for it may take them before it does. */
  boolean reaches(String address, int port) throws InterruptedException {
    if (description.isElsewhere()) {
      return inside.reaches(address, port);
    }
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address, port), Math.toIntExact(CONNECT_LIMIT.toMillis()));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Adds a server without requests; returns whether it is found well by now. */
  boolean add(String server, InetSocketAddress at) throws InterruptedException {
    return haProxy.add(server, at, time);
  }

  /** Returns the release that has the traffic, or shares it with another one; 0 if none has. */
  int serving(Map<String, Integer> weights) throws InterruptedException {
    Map<Integer, Integer> shares = new TreeMap<>();
    weights.forEach((server, weight) -> {
      if (weight > 0) {
        shares.merge(Crews.release(server), weight, Integer::sum);
      }
    });
    int noted = shares.size() > 1 ? noted() : 0;
    return shares.containsKey(noted)
        ? noted
        : shares.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(0);
  }

  private int noted() throws InterruptedException {
    return host.read(container(), NOTE)
        .map(String::strip)
        .filter(number -> number.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .orElse(0);
  }

  /** Sets all weights, first those that grow, so that there is always one that answers. */
  void weigh(int serving, Map<Crews.Member, Integer> weights) throws InterruptedException {
    write(serving, weights);
    Map<String, Integer> wanted = new TreeMap<>();
    weights.forEach((member, weight) -> wanted.put(member.server(), weight));
    Map<String, Integer> now = haProxy.weights(time);
    for (boolean growing : List.of(true, false)) {
      for (Map.Entry<String, Integer> each : now.entrySet()) {
        int weight = wanted.getOrDefault(each.getKey(), 0);
        if (weight > each.getValue() == growing && weight != each.getValue()) {
          haProxy.weigh(each.getKey(), weight, time);
        }
      }
    }
    haProxy.letGo(time);
  }

  /** Has requests wait while no release has the traffic. */
  void hold() throws InterruptedException {
    haProxy.hold(time);
  }

  /**
   * Waits for the requests that a server still answers, and removes it.
   *
   * @param stillAllowed is asked when that wait is over
   */
  void remove(String server, Fence stillAllowed) throws InterruptedException {
    if (traffic().weights().containsKey(server)) {
      haProxy.drain(server, time);
      stillAllowed.check();
      haProxy.remove(server, time);
    }
  }

  /** Has a proxy that is started again not know servers any more: another container may have their address by then. */
  void forget(Set<String> servers) throws InterruptedException {
    Optional<String> written = host.read(container(), CONFIGURATION);
    if (written.isPresent()) {
      String rest = written
          .get()
          .lines()
          .filter(line -> servers.stream().noneMatch(name -> line.startsWith(lineOf(name))))
          .map(line -> line + "\n")
          .collect(Collectors.joining());
      if (!rest.equals(written.get())) {
        host.put(container(), List.of(file(CONFIGURATION, rest)));
      }
    }
  }

  private static String lineOf(String server) {
    return "  server " + server + " ";
  }

  /** For when the engine starts everything again. */
  private void write(int serving, Map<Crews.Member, Integer> weights) throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    weights.forEach((member, weight) -> lines.append(lineOf(member.server()) + member.address()
        + ":" + description.port + " check weight " + weight + "\n"));
    host.put(
        container(),
        List.of(
            file(CONFIGURATION, configuration(lines.toString())),
            file(NOTE, Integer.toString(serving))));
  }

  private static HostedFile file(String path, String text) {
    return HostedFile.of(path, text.getBytes(StandardCharsets.UTF_8), false);
  }

  private String configuration(String servers) {
    return """
        global
          stats socket %s level admin
        defaults
          mode http
          option forwardfor
          option redispatch 1
          # each second one while requests wait; a server that refuses is left for another one at once
          retries %d
          timeout connect 2s
          timeout client 1m
          timeout server 1m
          timeout check 1s
          timeout http-keep-alive 1m
          default-server inter 250ms downinter 100ms fall 4 rise 1
        frontend users
          bind :%d
          default_backend %s
        backend %s
          balance roundrobin
        %s%s""".formatted(
            description.isElsewhere()
                ? "ipv4@127.0.0.1:" + RULED_AT
                : SOCKET_DIRECTORY + "/admin.sock mode 600",
            description.longestHold().toSeconds(),
            INSIDE,
            BACKEND,
            BACKEND,
            description.health.isEmpty() ? "" : "  option httpchk GET " + description.health + "\n",
            servers);
  }
}
