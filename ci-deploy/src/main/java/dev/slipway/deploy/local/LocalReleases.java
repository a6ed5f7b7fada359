package dev.slipway.deploy.local;

import dev.slipway.deploy.local.Launcher.App;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The releases of a local target: those that run, and those that are kept. Thread-safe; what changes something holds its monitor for as long as that takes. */
final class LocalReleases {
  private static final Logger logger = LoggerFactory.getLogger(LocalReleases.class);

  private final Layout layout;
  private final Launcher launcher;
  private final ReverseProxy proxy;
  private final Duration drainLimit;
  private final Time time;
  private final Map<Integer, App> apps = new ConcurrentSkipListMap<>(); // written under this
  private final Set<App> copies = new HashSet<>(); // guarded by this
  private volatile boolean closed; // written under this

  LocalReleases(
      Layout layout, Launcher launcher, ReverseProxy proxy, Duration drainLimit, Time time) {
    this.layout = layout;
    this.launcher = launcher;
    this.proxy = proxy;
    this.drainLimit = drainLimit;
    this.time = time;
  }

  /** Notes a fencing token, and refuses one that is lower than another that was seen. */
  synchronized void claim(long token) {
    requireCurrent(token);
    try {
      layout.write(layout.fence(), Long.toString(token));
    } catch (IOException e) {
      throw layout.failed("the fencing token could not be noted", e);
    }
  }

  /** Refuses the holder of a token that is not the highest. */
  synchronized void requireCurrent(long token) {
    requireOpen();
    try {
      long highest = layout.highestToken();
      if (token < highest) {
        throw new StaleOwnerException("local target " + layout.root(), token, highest);
      }
    } catch (IOException e) {
      throw layout.failed("the fencing token could not be read", e);
    }
  }

  synchronized RunningRelease start(
      Release release, @Nullable ReleaseFiles files, ReleaseSecrets secrets, Consumer<String> log)
      throws InterruptedException {
    requireOpen();
    int number = release.number();
    App running = apps.get(number);
    if (running != null && running.process().isAlive()) {
      return new RunningRelease(number, running.upstream().address());
    }
    try {
      if (files != null && !layout.placed(number).equals(Optional.of(release))) {
        layout.place(release, files);
      }
      requirePlaced(release);
      App app = launcher.launch(release, secrets.of(release), log);
      apps.put(number, app);
      return new RunningRelease(number, app.upstream().address());
    } catch (IOException e) {
      throw layout.failed(release + " could not be put in place and started", e);
    }
  }

  synchronized Rehearsal rehearse(Release release, ReleaseSecrets secrets, Consumer<String> log)
      throws InterruptedException {
    requireOpen();
    try {
      requirePlaced(release);
      App copy = launcher.launchCopy(release, secrets.of(release), log);
      copies.add(copy);
      return new Copy(this, copy);
    } catch (IOException e) {
      throw layout.failed("a copy of " + release + " could not be started", e);
    }
  }

  private void requirePlaced(Release release) throws IOException {
    if (layout.placed(release.number()).isEmpty()) {
      throw new TargetException(new Problem(
          "local target " + layout.root(),
          release + " is not kept",
          "a release that is: " + layout.kept(),
          "deploy its commit again"));
    }
  }

  /** One more copy of a release. */
  private record Copy(LocalReleases releases, App app) implements Rehearsal {
    @Override
    public URI address() {
      return app.upstream().address();
    }

    @Override
    public void close() {
      releases.end(app);
    }
  }

  private synchronized void end(App copy) {
    if (copies.remove(copy)) {
      try {
        launcher.stop(copy);
      } catch (IOException e) {
        throw layout.failed("the note about a copy of a release stays", e);
      }
    }
  }

  synchronized void route(Release release) {
    App app = alive(release);
    try {
      layout.write(layout.serving(), String.valueOf(release.number()));
    } catch (IOException e) {
      throw layout.failed("it could not be noted that " + release + " has the traffic", e);
    }
    proxy.route(app.upstream());
  }

  synchronized void hold() {
    proxy.hold();
  }

  synchronized void share(Release release, int percent) {
    App app = alive(release);
    if (proxy.current() == null) {
      throw new TargetException(new Problem(
          "local target " + layout.root(),
          "no release that has the traffic",
          "one that shares it with " + release,
          "lead all traffic to it"));
    }
    proxy.share(app.upstream(), percent);
  }

  private App alive(Release release) {
    requireOpen();
    App app = apps.get(release.number());
    if (app == null || !app.process().isAlive()) {
      throw new TargetException(new Problem(
          "local target " + layout.root(),
          release + " does not run",
          "a release that runs",
          "start it first; see " + layout.log(String.valueOf(release.number()))));
    }
    return app;
  }

  synchronized void retire(Release release) throws InterruptedException {
    requireOpen();
    int number = release.number();
    App app = apps.get(number);
    if (app == null) {
      return;
    }
    try {
      if (proxy.current() == app.upstream()) {
        Files.deleteIfExists(layout.serving());
        proxy.route(null);
      }
      proxy.unshare(app.upstream());
      try {
        if (!app.upstream().awaitIdle(drainLimit, time)) {
          logger.warn(
              "{} is stopped with {} requests under way",
              release,
              app.upstream().underWay());
        }
      } finally {
        end(number, app);
      }
    } catch (IOException e) {
      throw layout.failed(release + " could not be retired", e);
    }
  }

  synchronized void remove(Release release) {
    requireOpen();
    App app = apps.get(release.number());
    if (app != null && app.process().isAlive()) {
      throw new TargetException(new Problem(
          "local target " + layout.root(),
          release + " runs",
          "a release that does not",
          "retire it first"));
    }
    try {
      layout.remove(release.number());
    } catch (IOException e) {
      throw layout.failed("the files of " + release + " could not be deleted", e);
    }
  }

  /** Returns the releases that run. */
  List<RunningRelease> running() {
    return apps.entrySet().stream()
        .filter(e -> e.getValue().process().isAlive())
        .map(e -> new RunningRelease(e.getKey(), e.getValue().upstream().address()))
        .toList();
  }

  /** Ends the proxy and all applications. */
  synchronized void close() {
    closed = true;
    proxy.close();
    for (App copy : Set.copyOf(copies)) {
      try {
        end(copy);
      } catch (TargetException e) {
        logger.warn("The note about {} of {} stays", copy.name(), layout.root(), e);
      }
    }
    for (Map.Entry<Integer, App> each : apps.entrySet()) {
      try {
        end(each.getKey(), each.getValue());
      } catch (IOException e) {
        logger.warn("The note about release {} of {} stays", each.getKey(), layout.root(), e);
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  private void end(int number, App app) throws IOException {
    launcher.stop(app);
    app.upstream().close();
    apps.remove(number);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the local target " + layout.root() + " is closed");
    }
  }
}
