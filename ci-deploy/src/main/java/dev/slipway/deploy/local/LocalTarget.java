package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseSecrets;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
  private final @Nullable SystemTime ownTime;
  private final DirectoryLock lock;
  private final ReverseProxy proxy;
  private final URI address;
  private final LocalReleases releases;
  private final Time.Timer exit;

  LocalTarget(LocalTargetBuilder from) {
    ownTime = from.time == null ? SystemTime.create() : null;
    Time time = from.time == null ? Objects.requireNonNull(ownTime) : from.time;
    layout = new Layout(from.directory);
    Launcher launcher = new Launcher(layout, from.command, from.startLimit, from.grace, time);
    lock = DirectoryLock.of(layout);
    boolean opened = false;
    try {
      layout.create();
      launcher.endLeftovers();
      proxy = listen(from.host, from.port, from.startLimit.plus(from.grace).plus(HOLD_LONGER));
      opened = true;
    } catch (IOException e) {
      throw layout.failed("leftovers of an earlier run could not be ended", e);
    } finally {
      if (!opened) {
        release();
      }
    }
    releases = new LocalReleases(layout, launcher, proxy, from.drainLimit, time);
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

  @Override
  public TargetControl control(long token, ReleaseSecrets secrets) {
    releases.claim(token);
    return new LocalControl(releases, token, secrets);
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

  @Override
  public TargetState state() {
    releases.requireOpen();
    Upstream current = proxy.current();
    try {
      return new TargetState(
          address, current == null ? 0 : current.number(), releases.running(), layout.kept());
    } catch (IOException e) {
      throw layout.failed("the releases could not be listed", e);
    }
  }

  /**
   * Ends the proxy and all applications. What is kept stays. Does nothing the second time. When the Java virtual machine ends in an
   * orderly way before, the same is done.
   */
  @Override
  public void close() {
    synchronized (releases) {
      if (!releases.isClosed()) {
        exit.cancel();
        releases.close();
        release();
      }
    }
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
        releases.start(last.get(), null, ReleaseSecrets.none(), logger::info);
        releases.route(last.get());
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

  private void release() {
    lock.close();
    if (ownTime != null) {
      ownTime.close();
    }
  }
}
