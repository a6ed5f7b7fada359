package dev.slipway.deploy.ssh;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a deployment does with servers. */
final class ServersControl implements TargetControl {
  private final Fleet fleet;
  private final List<Server> servers;
  private final long token;
  private final Function<Release, RunningRelease> running;

  ServersControl(
      Fleet fleet, List<Server> servers, long token, Function<Release, RunningRelease> running) {
    this.fleet = fleet;
    this.servers = servers;
    this.token = token;
    this.running = running;
  }

  @Override
  public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
      throws InterruptedException {
    fleet.each(servers, token, releases -> {
      if (releases.has(release)) {
        return "";
      }
      if (files == null) {
        throw new TargetException(new Problem(
            releases.place(),
            release + " is not kept",
            "a release that is in place",
            "deploy its commit again"));
      }
      releases.place(release, files, log);
      return "";
    });
    return running.apply(release);
  }

  @Override
  public void route(Release release) throws InterruptedException {
    roll(release, servers.size(), 0);
  }

  @Override
  public void roll(Release release, int batch, int failuresAllowed) throws InterruptedException {
    Map<Server, Integer> before = serving();
    List<SlipwayException> failures = new ArrayList<>();
    List<Server> changed = new ArrayList<>();
    try {
      for (int from = 0; from < servers.size(); from += batch) {
        List<Server> some = servers.subList(from, Math.min(from + batch, servers.size()));
        changed.addAll(some);
        failures.addAll(Fleet.failures(serve(some, release)));
        if (failures.size() > failuresAllowed) {
          throw Fleet.together(failures);
        }
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

  private Map<Server, Fleet.Result<String>> serve(List<Server> some, Release release)
      throws InterruptedException {
    return fleet.tryEach(some, token, releases -> {
      releases.serve(release);
      return "";
    });
  }

  private Map<Server, Integer> serving() throws InterruptedException {
    Map<Server, Integer> serving = new LinkedHashMap<>();
    fleet.each(servers, token, ServerReleases::state).forEach((server, result) -> {
      if (result.value() != null) {
        serving.put(server, result.value().serving());
      }
    });
    return serving;
  }

  /** Leads servers back to what they served; what fails in here is told beside the first failure. */
  private void goBack(List<Server> changed, Map<Server, Integer> before, Exception cause)
      throws InterruptedException {
    Map<Server, Fleet.Result<String>> results = fleet.tryEach(changed, token, releases -> {
      releases.serveAgain(before.getOrDefault(releases.server(), 0));
      return "";
    });
    Fleet.failures(results).forEach(cause::addSuppressed);
  }

  @Override
  public void retire(Release release) throws InterruptedException {
    fleet.each(servers, token, releases -> {
      releases.retire(release.number());
      return "";
    });
  }

  @Override
  public void remove(Release release) {
    try {
      fleet.each(servers, token, releases -> {
        releases.remove(release);
        return "";
      });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TargetException(
          new Problem("servers " + servers, "interrupted", "time to reach them", "try again"), e);
    }
  }
}
