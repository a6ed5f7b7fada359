package dev.slipway.deploy.ssh;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Servers that are reached over SSH. Each has a directory with the releases, {@code releases/N}, and a link, {@code current}, to the one that is served, which is changed at
 * one moment; what is there looks like what Capistrano makes. Files are sent by content: what a server has, it is not sent again. Going back is to change the link, with the
 * configuration that belongs to the release.
 *
 * <pre>{@code
 * try (SshServers servers = SshServers.of("app@web1", "app@web2")
 *     .releasesIn("/srv/shop")
 *     .restart("systemctl --user restart shop")
 *     .health("curl -fsS http://localhost:8080/up")
 *     .address("https://shop.example")
 *     .open()) {
 *   ...
 * }
 * }</pre>
 *
 * <p>A release runs when the link leads to it, so it cannot prove itself before: the strategies are rolling, and all at once. The key of each server must be known, passwords are
 * not used. The servers need a POSIX shell, {@code flock}, {@code tar} and {@code sha256sum}. Thread-safe.
 *
 * @since 0.1
 */
public final class SshServers implements Target, AutoCloseable {
  private final SshServersBuilder description;
  private final List<Server> servers;
  private final Connections connections;
  private final @Nullable SystemTime ownTime;
  private final Fleet fleet;
  private final Doors doors;
  private final URI address;

  SshServers(SshServersBuilder description) {
    this.description = description;
    this.servers =
        description.names.stream().flatMap(n -> Server.parse(n).stream()).toList();
    this.address = URI.create(description.address);
    this.ownTime = description.time == null ? SystemTime.create() : null;
    Time time = description.time == null ? Objects.requireNonNull(ownTime) : description.time;
    this.connections = new Connections(description);
    this.fleet = new Fleet(connections, description, time);
    this.doors = new Doors(description.balancer, servers, description.balancedNames, time);
  }

  /**
   * Starts to describe servers.
   *
   * @param servers each as {@code user@host} or {@code user@host:port}
   */
  public static SshServersBuilder of(String... servers) {
    return new SshServersBuilder(List.of(servers));
  }

  @Override
  public Set<TargetAbility> abilities() {
    return Set.of(TargetAbility.FILES, TargetAbility.BATCHES, TargetAbility.SECRETS);
  }

  @Override
  public TargetControl control(long token, ReleaseSecrets secrets) {
    try {
      // who starts, leads or stops a release decides whether a server that is lost may be missing
      List<SlipwayException> lost = fleet.tryAll(servers, token, ServerReleases::claim);
      ServersControl.refuse(lost, servers.size(), servers.size());
    } catch (InterruptedException e) {
      throw TargetException.interrupted("servers " + servers, e);
    }
    return new ServersControl(fleet, servers, doors, token, secrets, this::running);
  }

  private RunningRelease running(Release release) {
    return new RunningRelease(release.number(), address);
  }

  /** What all servers serve; if they differ, what most of them do, with the difference as trouble. */
  @Override
  public TargetState state() {
    Map<Server, Fleet.Result<ServerState>> all;
    Map<Server, String> closed;
    try {
      all = fleet.tryEach(servers, 0, ServerReleases::state);
      closed = doors.closed();
    } catch (InterruptedException e) {
      throw TargetException.interrupted("servers " + servers, e);
    }
    Map<Server, ServerState> states = new LinkedHashMap<>();
    all.forEach((server, result) -> {
      if (result.value() != null) {
        states.put(server, result.value());
      }
    });
    List<SlipwayException> failures = Fleet.failures(all);
    if (states.isEmpty()) {
      throw Fleet.together(failures);
    }
    return state(states, failures, closed);
  }

  private TargetState state(
      Map<Server, ServerState> states,
      List<SlipwayException> failures,
      Map<Server, String> closed) {
    int serving = most(states);
    Set<Integer> kept = new TreeSet<>(states.values().iterator().next().kept());
    states.values().forEach(state -> kept.retainAll(state.kept()));
    List<String> trouble = new ArrayList<>();
    states.forEach((server, state) -> {
      if (state.serving() != serving) {
        trouble.add(server + " serves "
            + (state.serving() == 0 ? "nothing" : "release " + state.serving()));
      }
      if (state.changing() != 0) {
        trouble.add(server + " did not finish its change to release " + state.changing());
      }
      if (serving != 0 && closed.containsKey(server)) {
        trouble.add(server + " gets no requests: it is " + closed.get(server) + " at the proxy");
      }
    });
    failures.stream()
        .flatMap(failure -> failure.problems().stream())
        .forEach(problem -> trouble.add(problem.place() + ": " + problem.found()));
    List<RunningRelease> running =
        serving == 0 ? List.of() : List.of(new RunningRelease(serving, address));
    return new TargetState(address, serving, running, kept, String.join("; ", trouble));
  }

  /** Returns what most servers serve; of several, the older. */
  private static int most(Map<Server, ServerState> states) {
    Map<Integer, Long> counts = states.values().stream()
        .collect(Collectors.groupingBy(ServerState::serving, TreeMap::new, Collectors.counting()));
    int most = 0;
    long best = 0;
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      if (each.getValue() > best) {
        best = each.getValue();
        most = each.getKey();
      }
    }
    return most;
  }

  /** Ends all connections. What is on the servers stays and runs on. Does nothing the second time. */
  @Override
  public void close() {
    connections.close();
    if (ownTime != null) {
      ownTime.close();
    }
  }

  @Override
  public String toString() {
    return "servers " + servers + ", " + description.root;
  }
}
