package dev.slipway.deploy.proxy;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One backend of a HAProxy that runs already, told what to do by its runtime API (<a href="https://docs.haproxy.org/2.6/management.html#9.3">management guide, section
 * 9.3</a>). The servers are those of its configuration. Nothing is reloaded, so no connection is cut. Its configuration has {@code stats socket PATH level admin}. Immutable.
 *
 * <pre>{@code
 * HaProxy proxy = HaProxy.at(Path.of("/run/haproxy/admin.sock"), "shop");
 * }</pre>
 *
 * @since 0.1
 */
public final class HaProxy implements LoadBalancer {
  private static final Logger logger = LoggerFactory.getLogger(HaProxy.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]+");
  private static final String HOLD = "slipway-hold";
  private static final String NOBODY = "127.0.0.1:1";
  private static final Duration PAUSE = Duration.ofMillis(20);

  // servers that are added know nothing of default-server; HAProxy itself would look every 2 s. The
  // time between two checks is also how long one waits for a connection: the shorter it is, the
  // less often does one that began while a server was away take it out when it is back
  private static final String CHECK = " check inter 250ms downinter 100ms fall 4 rise 1";

  private final RuntimeApi api;
  private final String backend;
  private final Servers servers;
  private final Duration drainLimit;
  private final Duration wellLimit;

  private HaProxy(RuntimeApi api, String backend, Duration drainLimit, Duration wellLimit) {
    this.api = api;
    this.backend = checked(backend);
    this.servers = new Servers(api, backend);
    this.drainLimit = Objects.requireNonNull(drainLimit, "limit");
    this.wellLimit = Objects.requireNonNull(wellLimit, "limit");
  }

  /**
   * Names a backend by the socket of the runtime API in the file system of this machine.
   *
   * @throws IllegalArgumentException if the backend is no name that HAProxy can have
   */
  public static HaProxy at(Path socket, String backend) {
    return at(UnixDomainSocketAddress.of(socket), backend);
  }

  /**
   * Names a backend by the address of the runtime API. Whoever reaches that address rules the proxy: it belongs on the loopback interface or on a network of its own.
   *
   * @throws IllegalArgumentException if the backend is no name that HAProxy can have
   */
  public static HaProxy at(InetSocketAddress address, String backend) {
    return at((SocketAddress) address, backend);
  }

  private static HaProxy at(SocketAddress address, String backend) {
    return through(new RuntimeSocket(address), backend);
  }

  /**
   * Names a backend by a way of one's own to the runtime API.
   *
   * @throws IllegalArgumentException if the backend is no name that HAProxy can have
   */
  public static HaProxy through(RuntimeChannel channel, String backend) {
    Objects.requireNonNull(channel, "channel");
    return new HaProxy(
        new RuntimeApi(channel), backend, Duration.ofSeconds(30), Duration.ofMinutes(1));
  }

  /** Returns the same with another limit for the requests that a server still answers; the default is 30 s. What is not over by then is cut off. */
  public HaProxy drainingWithin(Duration limit) {
    return new HaProxy(api, backend, limit, wellLimit);
  }

  /** Returns the same with another limit for the proxy to find a server well; the default is a minute. */
  public HaProxy wellWithin(Duration limit) {
    return new HaProxy(api, backend, drainLimit, limit);
  }

  @Override
  public void drain(String server, Time time) throws InterruptedException {
    set(server, "state drain", time);
    long deadline = time.nanos() + drainLimit.toNanos();
    long underWay = row(server, time).underWay();
    while (underWay > 0 && time.nanos() - deadline < 0) {
      time.sleep(PAUSE);
      underWay = row(server, time).underWay();
    }
    if (underWay > 0) {
      logger.warn("{} is taken out with {} requests under way", place(server), underWay);
    }
  }

  @Override
  public void restore(String server, Time time) throws InterruptedException {
    boolean given = row(server, time).getsRequests() || giveBack(server, time);
    long deadline = time.nanos() + wellLimit.toNanos();
    ServerRow row = row(server, time);
    while (!given || !row.getsRequests()) {
      if (time.nanos() - deadline > 0) {
        throw new TargetException(new Problem(
            place(server),
            "it is " + row.status() + " " + wellLimit + " after it was given back to the traffic",
            "a server that HAProxy finds well",
            "look at its check in the configuration of HAProxy, and at the server"));
      }
      time.sleep(PAUSE);
      given = given || giveBack(server, time);
      row = row(server, time);
    }
  }

  /**
   * Gives a server back to be found well anew: what its check found before is worth nothing. A server that comes out of maintenance, that of a name without address as well, is up before it is
   * checked, so it stays drained until that is over.
   *
   * @return whether it is out of maintenance, and so is given back
   */
  private boolean giveBack(String server, Time time) throws InterruptedException {
    set(server, "state drain", time);
    ServerRow row = row(server, time);
    if (row.isInMaintenance()) {
      return false;
    }
    if (row.isChecked()) {
      set(server, "health down", time);
    }
    set(server, "state ready", time);
    return true;
  }

  @Override
  public Map<String, String> leftOut(Time time) throws InterruptedException {
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (ServerRow row : servers.all(time)) {
      if (!row.getsRequests() && !row.server().equals(HOLD)) {
        leftOut.put(row.server(), row.status());
      }
    }
    return leftOut;
  }

  /** Returns whether HAProxy can be asked now. */
  public boolean answers(Time time) throws InterruptedException {
    try {
      servers.all(time);
      return true;
    } catch (TargetException notNow) {
      logger.debug("{} cannot be asked", this, notNow);
      return false;
    }
  }

  /**
   * Adds a server that is not in the configuration, without requests. One that is there already keeps its address and its share; if it was removed, it has to be found well
   * anew. It is checked every 250 ms and taken out when four checks in a row fail; where the configuration has no {@code timeout check}, a check may take no longer than that.
   *
   * @param at its address, as a number
   * @return whether the proxy finds it well by now, or did within the limit of {@link #wellWithin}
   * @throws TargetException if the proxy cannot be reached or refuses
   */
  public boolean add(String server, InetSocketAddress at, Time time) throws InterruptedException {
    String name = backend + "/" + checked(server);
    if (servers.find(server, time).isEmpty()) {
      String answer = api.ask(
          "add server " + name + " " + at.getHostString() + ":" + at.getPort() + CHECK
              + " weight 0",
          time);
      if (servers.find(server, time).isEmpty()) {
        throw refused(server, answer, "add server");
      }
      order(server, "enable health " + name, time);
      order(server, "enable server " + name, time);
    } else if (!row(server, time).isChecked()) {
      // who added it may have been killed before this; out of maintenance it comes below
      order(server, "enable health " + name, time);
    }
    long deadline = time.nanos() + wellLimit.toNanos();
    while (!isGivenBack(server, time) || !row(server, time).isWell()) {
      if (time.nanos() - deadline >= 0) {
        return false;
      }
      time.sleep(PAUSE);
    }
    return true;
  }

  private boolean isGivenBack(String server, Time time) throws InterruptedException {
    return !servers.isTakenOut(server, time) || giveBack(server, time);
  }

  /**
   * Returns whether the last check of a server by the proxy itself went well.
   *
   * @throws TargetException if the proxy cannot be reached or does not know the server
   */
  public boolean isWell(String server, Time time) throws InterruptedException {
    return row(server, time).isWell();
  }

  /**
   * Removes a server, after it was drained. Does nothing if it is not there. One that the configuration has by name, with {@code resolvers}, cannot be removed: it stays, without a
   * share and in maintenance.
   *
   * @throws TargetException if the proxy cannot be reached or refuses
   */
  public void remove(String server, Time time) throws InterruptedException {
    String name = backend + "/" + checked(server);
    long deadline = time.nanos() + drainLimit.toNanos();
    String answer = "";
    while (servers.find(server, time).isPresent()) {
      if (time.nanos() - deadline > 0) {
        throw refused(server, answer, "del server");
      }
      set(server, "state maint", time);
      api.ask("shutdown sessions server " + name, time);
      if (servers.isLookedUp(server, time)) {
        set(server, "weight 0", time);
        return;
      }
      answer = api.ask("del server " + name, time);
      time.sleep(PAUSE);
    }
  }

  /**
   * Sets how large the share of a server is, from 0 to 256, compared with that of the others.
   *
   * @throws TargetException if the proxy cannot be reached or does not know the server
   */
  public void weigh(String server, int weight, Time time) throws InterruptedException {
    set(server, "weight " + weight, time);
  }

  /**
   * Returns the weights of all servers.
   *
   * @throws TargetException if the proxy cannot be reached
   */
  public Map<String, Integer> weights(Time time) throws InterruptedException {
    Map<String, Integer> weights = new LinkedHashMap<>();
    servers.all(time).stream()
        .filter(row -> !row.server().equals(HOLD))
        .forEach(row -> weights.put(row.server(), row.weight()));
    return weights;
  }

  /**
   * Has requests wait while no server gets any, until one does. Each waits for as many seconds as the configuration has {@code retries}, if it has {@code option redispatch 1} as well. Does nothing if they
   * wait already.
   *
   * <p>They are given to one more server, as a backup of all others: its address refuses connections, after which HAProxy waits for a second and chooses anew.
   *
   * @throws TargetException if the proxy cannot be reached or refuses
   */
  public void hold(Time time) throws InterruptedException {
    String name = backend + "/" + HOLD;
    if (servers.find(HOLD, time).isEmpty()) {
      String answer = api.ask("add server " + name + " " + NOBODY + " backup", time);
      if (servers.find(HOLD, time).isEmpty()) {
        throw refused(HOLD, answer, "add server");
      }
    }
    // also when it is there: who added it may have been killed before this
    order(HOLD, "enable server " + name, time);
  }

  /**
   * Has no request wait any more that begins after this returns. Does nothing if none did.
   *
   * @throws TargetException if the proxy cannot be reached or refuses
   */
  public void letGo(Time time) throws InterruptedException {
    if (servers.find(HOLD, time).isPresent()) {
      remove(HOLD, time);
    }
  }

  private void set(String server, String what, Time time) throws InterruptedException {
    order(server, "set server " + backend + "/" + checked(server) + " " + what, time);
  }

  /** Gives a command that is answered by nothing. */
  private void order(String server, String command, Time time) throws InterruptedException {
    String answer = api.ask(command, time);
    if (!answer.isEmpty()) {
      throw refused(server, answer, command);
    }
  }

  private TargetException refused(String server, String answer, String command) {
    return new TargetException(
        new Problem(
            place(server),
            "HAProxy answers '" + answer + "' to '" + command + "'",
            "a server of this backend, and the right to rule it",
            "compare the names with the configuration of HAProxy, and see that its socket has 'level admin'"));
  }

  private ServerRow row(String server, Time time) throws InterruptedException {
    return servers
        .find(server, time)
        .orElseThrow(() -> new TargetException(new Problem(
            place(server),
            "there is no such server",
            "a server of this backend",
            "compare the names with the configuration of HAProxy")));
  }

  private String place(String server) {
    return api + ", server " + backend + "/" + server;
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name
              + "' is no name of HAProxy; expected letters, digits and ._:-; to mend it, correct the name");
    }
    return name;
  }

  @Override
  public String toString() {
    return api + ", backend " + backend;
  }
}
