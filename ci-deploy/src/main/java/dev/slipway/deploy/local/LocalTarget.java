package dev.slipway.deploy.local;

import dev.slipway.deploy.local.Launcher.App;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each release as a process of this machine, on a port of its own, behind a reverse proxy that listens on one public port
 * as long as the target is open. Releases, logs and notes lie in one directory, which belongs to one open target at a time.
 *
 * <pre>{@code
 * try (LocalTarget target = LocalTarget.at(directory).command("java", "-jar", "{artifact}").port(8080).open()) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Closing the target ends the proxy and all applications; opening it again in the same directory carries on with the release
 * that had the traffic, unless it has secrets: those are not kept here, and the next deployment or way back starts it. An application that ends by itself is not started again. Thread-safe.
 *
 * @since 0.1
 */
public final class LocalTarget implements Target, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(LocalTarget.class);
  private static final Duration HOLD_LONGER = Duration.ofSeconds(10);

  private final Layout layout;
  private final Launcher launcher;
  private final Duration drainLimit;
  private final Time time;
  private final @Nullable SystemTime ownTime;
  private final DirectoryLock lock;
  private final ReverseProxy proxy;
  private final URI address;
  private final Map<Integer, App> apps = new ConcurrentSkipListMap<>(); // written under this
  private final Set<App> copies = new HashSet<>(); // guarded by this
  private final Time.Timer exit;
  private volatile boolean closed; // written under this

  LocalTarget(LocalTargetBuilder from) {
    ownTime = from.time == null ? SystemTime.create() : null;
    time = from.time == null ? Objects.requireNonNull(ownTime) : from.time;
    drainLimit = from.drainLimit;
    layout = new Layout(from.directory);
    launcher = new Launcher(layout, from.command, from.startLimit, from.grace, time);
    lock = DirectoryLock.of(layout);
    boolean opened = false;
    try {
      layout.create();
      launcher.endLeftovers();
      proxy = listen(from.host, from.port, from.startLimit.plus(from.grace).plus(HOLD_LONGER));
      opened = true;
    } catch (IOException e) {
      throw failed("leftovers of an earlier run could not be ended", e);
    } finally {
      if (!opened) {
        release();
      }
    }
    address = URI.create("http://" + from.host + ":" + proxy.port());
    exit = SystemTime.atExit("slipway local target", this::close);
    carryOn();
  }

  /** Starts to describe a target in a directory, which is made if it is not there. */
  public static LocalTargetBuilder at(Path directory) {
    return new LocalTargetBuilder(Objects.requireNonNull(directory, "directory"));
  }

  /** Returns where the users' traffic arrives. */
  public URI address() {
    return address;
  }

  /** Returns the file to which a release writes its output. It may not be there. */
  public Path log(int release) {
    return layout.log(String.valueOf(release));
  }

  private synchronized RunningRelease start(
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
      throw failed(release + " could not be put in place and started", e);
    }
  }

  private synchronized Rehearsal rehearse(
      Release release, ReleaseSecrets secrets, Consumer<String> log) throws InterruptedException {
    requireOpen();
    try {
      requirePlaced(release);
      App copy = launcher.launchCopy(release, secrets.of(release), log);
      copies.add(copy);
      return new Copy(this, copy);
    } catch (IOException e) {
      throw failed("a copy of " + release + " could not be started", e);
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
  private record Copy(LocalTarget target, App app) implements Rehearsal {
    @Override
    public URI address() {
      return app.upstream().address();
    }

    @Override
    public void close() {
      target.end(app);
    }
  }

  private synchronized void end(App copy) {
    if (copies.remove(copy)) {
      try {
        launcher.stop(copy);
      } catch (IOException e) {
        throw failed("the note about a copy of a release stays", e);
      }
    }
  }

  private synchronized void route(Release release) {
    App app = alive(release);
    try {
      layout.write(layout.serving(), String.valueOf(release.number()));
    } catch (IOException e) {
      throw failed("it could not be noted that " + release + " has the traffic", e);
    }
    proxy.route(app.upstream());
  }

  private synchronized void share(Release release, int percent) {
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
          "start it first; see " + log(release.number())));
    }
    return app;
  }

  private synchronized void retire(Release release) throws InterruptedException {
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
      throw failed(release + " could not be retired", e);
    }
  }

  private synchronized void remove(Release release) {
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
      throw failed("the files of " + release + " could not be deleted", e);
    }
  }

  @Override
  public synchronized TargetControl control(long token, ReleaseSecrets secrets) {
    requireOpen();
    requireCurrent(token);
    try {
      layout.write(layout.fence(), Long.toString(token));
    } catch (IOException e) {
      throw failed("the fencing token could not be noted", e);
    }
    return new Control(token, secrets);
  }

  @Override
  public Set<TargetAbility> abilities() {
    return Set.of(
        TargetAbility.FILES,
        TargetAbility.RUNS_BESIDE,
        TargetAbility.SHARE_TRAFFIC,
        TargetAbility.REHEARSE,
        TargetAbility.SECRETS);
  }

  private void requireCurrent(long token) {
    try {
      long highest = layout.highestToken();
      if (token < highest) {
        throw new StaleOwnerException("local target " + layout.root(), token, highest);
      }
    } catch (IOException e) {
      throw failed("the fencing token could not be read", e);
    }
  }

  /** What is done for the holder of a token. */
  private final class Control implements TargetControl {
    private final long token;
    private final ReleaseSecrets secrets;

    Control(long token, ReleaseSecrets secrets) {
      this.token = token;
      this.secrets = secrets;
    }

    @Override
    public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
        throws InterruptedException {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        return LocalTarget.this.start(release, files, secrets, log);
      }
    }

    @Override
    public void route(Release release) {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        LocalTarget.this.route(release);
      }
    }

    @Override
    public void hold() {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        proxy.hold();
      }
    }

    @Override
    public void share(Release release, int percent) {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        LocalTarget.this.share(release, percent);
      }
    }

    @Override
    public Rehearsal rehearse(Release release, Consumer<String> log) throws InterruptedException {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        return LocalTarget.this.rehearse(release, secrets, log);
      }
    }

    @Override
    public void retire(Release release) throws InterruptedException {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        LocalTarget.this.retire(release);
      }
    }

    @Override
    public void remove(Release release) {
      synchronized (LocalTarget.this) {
        requireCurrent(token);
        LocalTarget.this.remove(release);
      }
    }
  }

  @Override
  public TargetState state() {
    requireOpen();
    List<RunningRelease> running = apps.entrySet().stream()
        .filter(e -> e.getValue().process().isAlive())
        .map(e -> new RunningRelease(e.getKey(), e.getValue().upstream().address()))
        .toList();
    Upstream current = proxy.current();
    try {
      return new TargetState(
          address, current == null ? 0 : current.number(), running, layout.kept());
    } catch (IOException e) {
      throw failed("the releases could not be listed", e);
    }
  }

  /**
   * Ends the proxy and all applications. What is kept stays. Does nothing the second time. When the Java virtual machine ends in an
   * orderly way before, the same is done.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    exit.cancel();
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
    release();
  }

  private void end(int number, App app) throws IOException {
    launcher.stop(app);
    app.upstream().close();
    apps.remove(number);
  }

  private void carryOn() {
    try {
      if (!Files.exists(layout.serving())) {
        return;
      }
      Optional<Release> last =
          layout.placed(Integer.parseInt(Files.readString(layout.serving()).strip()));
      if (last.isPresent() && !last.get().secrets().isEmpty()) {
        logger.warn(
            "{} has secrets, which the next deployment or way back gives it; until then {} serves nothing",
            last.get(),
            layout.root());
      } else if (last.isPresent()) {
        start(last.get(), null, ReleaseSecrets.none(), logger::info);
        route(last.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      logger.warn("Interrupted; {} serves nothing", layout.root());
    } catch (SlipwayException | IOException | NumberFormatException e) {
      logger.warn("The release that {} served last could not be started", layout.root(), e);
    }
  }

  private ReverseProxy listen(String host, int port, Duration longestWait) {
    try {
      return new ReverseProxy(host, port, longestWait);
    } catch (RuntimeException e) {
      boolean inUse = e.getCause() instanceof BindException;
      throw new TargetException(
          new Problem(
              "local target " + layout.root() + ", " + host + ":" + port,
              inUse ? "the address is in use" : String.valueOf(e.getMessage()),
              "an address on which the proxy can listen",
              "take another port, or end the program that has it"),
          e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the local target " + layout.root() + " is closed");
    }
  }

  private TargetException failed(String what, IOException e) {
    return new TargetException(
        new Problem(
            "local target " + layout.root(),
            what + ": " + e,
            "a directory with room that can be written",
            "mend the cause and try again"),
        e);
  }

  private void release() {
    lock.close();
    if (ownTime != null) {
      ownTime.close();
    }
  }
}
