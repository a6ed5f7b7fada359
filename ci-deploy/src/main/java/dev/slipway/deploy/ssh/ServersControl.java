package dev.slipway.deploy.ssh;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a deployment does with servers. */
final class ServersControl implements TargetControl {
  private final Fleet fleet;
  private final List<Server> servers;
  private final Doors doors;
  private final long token;
  private final ReleaseSecrets secrets;
  private final Function<Release, RunningRelease> running;

  /** The servers that have got something new, whatever they seem to serve. */
  private final Set<Server> placed = ConcurrentHashMap.newKeySet();

  ServersControl(
      Fleet fleet,
      List<Server> servers,
      Doors doors,
      long token,
      ReleaseSecrets secrets,
      Function<Release, RunningRelease> running) {
    this.fleet = fleet;
    this.servers = servers;
    this.doors = doors;
    this.token = token;
    this.secrets = secrets;
    this.running = running;
  }

  @Override
  public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
      throws InterruptedException {
    return start(release, files, 0, log);
  }

  @Override
  public RunningRelease start(
      Release release, @Nullable ReleaseFiles files, int failuresAllowed, Consumer<String> log)
      throws InterruptedException {
    List<SlipwayException> failures = fleet.tryAll(servers, token, releases -> {
      if (releases.has(release)) {
        return;
      }
      if (files == null) {
        throw new TargetException(new Problem(
            releases.place(),
            release + " is not kept",
            "a release that is in place",
            "deploy its commit again"));
      }
      releases.place(release, files, secrets.of(release), log);
      placed.add(releases.server());
    });
    refuse(failures, failuresAllowed, servers.size());
    failures.forEach(failure -> log.accept(String.valueOf(failure.getMessage())));
    return running.apply(release);
  }

  @Override
  public void route(Release release) throws InterruptedException {
    roll(release, servers.size(), 0);
  }

  /**
   * What a server serves before it is changed.
   *
   * @param settled whether that is what it is to serve, and it is well
   */
  private record Standing(int serving, boolean settled) {}

  private Standing standing(ServerReleases releases, Release release) throws InterruptedException {
    ServerState state = releases.state();
    boolean settled = state.serving() == release.number()
        && state.changing() == 0
        && !placed.contains(releases.server())
        && releases.isHealthy();
    return new Standing(state.serving(), settled);
  }

  @Override
  public void roll(Release release, int batch, int failuresAllowed) throws InterruptedException {
    Map<Server, Standing> before = new LinkedHashMap<>();
    List<SlipwayException> failures = new ArrayList<>();
    fleet.tryEach(servers, token, r -> standing(r, release)).forEach((server, result) -> {
      if (result.value() != null) {
        before.put(server, result.value());
      } else if (result.failure() != null) {
        failures.add(result.failure());
      }
    });
    refuse(failures, failuresAllowed, servers.size());
    List<Server> changed = new ArrayList<>();
    try {
      for (List<Server> some : batches(unsettled(before), batch)) {
        changed.addAll(some);
        failures.addAll(serve(some, release));
        refuse(failures, failuresAllowed, servers.size());
      }
      if (!changed.isEmpty()) {
        leaveOut(before.keySet());
      }
    } catch (InterruptedException | RuntimeException e) {
      boolean interrupted = Thread.interrupted();
      goBack(changed, before, e);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /** Returns the servers on which something has to be done: what serves the release already is not started again for another server's sake. */
  private List<Server> unsettled(Map<Server, Standing> before) throws InterruptedException {
    boolean some = before.values().stream().anyMatch(Standing::settled);
    Map<Server, String> closed = some ? doors.closed() : Map.of();
    List<Server> unsettled = new ArrayList<>();
    before.forEach((server, standing) -> {
      if (!standing.settled() || closed.containsKey(server)) {
        unsettled.add(server);
      }
    });
    return unsettled;
  }

  /** A server that cannot be reached may still serve users, and what it serves is an old release by now. */
  private void leaveOut(Set<Server> reached) throws InterruptedException {
    for (Server server : servers) {
      if (!reached.contains(server)) {
        doors.close(server);
      }
    }
  }

  /** More failures than may be, or nothing but failures, end it. */
  static void refuse(List<SlipwayException> failures, int failuresAllowed, int servers) {
    if (failures.size() > failuresAllowed || failures.size() == servers) {
      throw Fleet.together(failures);
    }
    failures.stream().filter(StaleOwnerException.class::isInstance).findFirst().ifPresent(stale -> {
      throw stale;
    });
  }

  private List<List<Server>> batches(List<Server> all, int batch) {
    int size = Math.min(batch, doors.most());
    List<List<Server>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += size) {
      batches.add(all.subList(from, Math.min(from + size, all.size())));
    }
    return batches;
  }

  /** A server that does not come to serve the release is left out of the traffic. */
  private List<SlipwayException> serve(List<Server> some, Release release)
      throws InterruptedException {
    return fleet.tryAll(some, token, releases -> {
      doors.close(releases.server());
      releases.serve(release);
      doors.open(releases.server());
    });
  }

  /** Leads servers back to what they served; what fails in here is told beside the first failure. */
  private void goBack(List<Server> changed, Map<Server, Standing> before, Exception cause)
      throws InterruptedException {
    for (List<Server> some : batches(changed, changed.size())) {
      List<SlipwayException> failures = fleet.tryAll(some, token, releases -> {
        int number = Objects.requireNonNull(before.get(releases.server())).serving();
        Optional<TargetException> shut = tryToClose(releases.server());
        releases.serveAgain(number);
        if (number != 0) {
          // also when it could not be closed: it may have been closed before, or half way
          doors.open(releases.server());
        }
        if (shut.isPresent()) {
          throw shut.get();
        }
      });
      failures.forEach(cause::addSuppressed);
    }
  }

  /** A server is led back also when the proxy cannot be told: better a request that is lost than two releases for long. */
  private Optional<TargetException> tryToClose(Server server) throws InterruptedException {
    try {
      doors.close(server);
      return Optional.empty();
    } catch (TargetException down) {
      return Optional.of(down);
    }
  }

  @Override
  public void retire(Release release) throws InterruptedException {
    fleet.all(servers, token, releases -> {
      if (releases.state().serving() == release.number()) {
        doors.close(releases.server());
      }
      releases.retire(release.number());
    });
  }

  @Override
  public void remove(Release release) {
    try {
      fleet.all(servers, token, releases -> {
        releases.remove(release);
      });
    } catch (InterruptedException e) {
      throw TargetException.interrupted("servers " + servers, e);
    }
  }
}
