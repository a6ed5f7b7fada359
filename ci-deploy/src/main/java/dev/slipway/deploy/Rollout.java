package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.smoke.SmokeReport;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.time.Time;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One deployment: the release is started beside the one that is served, proves itself, gets the traffic, and proves itself again.
 * Until it has, whatever goes wrong leads back to what was served before; from then on nothing does.
 */
final class Rollout {
  private final Environment environment;
  private final Target target;
  private final Hold hold;
  private final Time time;
  private final Progress progress;
  private final Release release;
  private final int previous;
  private final Instant startedAt;
  private final long began;

  Rollout(Environment environment, Hold hold, Time time, Progress progress, Release release) {
    this.environment = environment;
    this.target = environment.target();
    this.hold = hold;
    this.time = time;
    this.progress = progress;
    this.release = release;
    this.previous = hold.read().serving();
    this.startedAt = time.now();
    this.began = time.nanos();
  }

  /** Thrown when the release does not pass the smoke test. */
  static final class NotProven extends Exception {
    private static final long serialVersionUID = 1;

    NotProven(String why) {
      super(why, null, true, false);
    }
  }

  Deployment run(@Nullable ReleaseFiles files) throws InterruptedException {
    Deployment done;
    try {
      if (previous != release.number() || !target.state().runs(release.number())) {
        replace(files);
      }
      done = ended(Outcome.RELEASED, release + " is served");
      hold.add(new Fact.Ended(done));
    } catch (NotProven | ReleaseNotStartedException bad) {
      throw goneBack(bad);
    } catch (InterruptedException | RuntimeException e) {
      String why = e instanceof InterruptedException ? "it was cancelled" : "" + e.getMessage();
      goBack(e);
      record(ended(Outcome.ABORTED, why + asBefore()), "aborted", e);
      throw e;
    }
    report("released", release, Map.of("previous", previous));
    clearUp();
    return done;
  }

  /** Finds out whether the release, which has the traffic, is good. */
  void prove(URI address, String when) throws InterruptedException, NotProven {
    SmokeTest smoke = environment.smoke();
    if (smoke == null) {
      return;
    }
    SmokeReport report = smoke.run(address, time, a -> progress.line(a.toString()));
    report(
        report.passed() ? "smoke test passed" : "smoke test failed",
        release,
        Map.of("when", when, "attempts", report.attempts().size(), "sentence", report.sentence()));
    if (!report.passed()) {
      throw new NotProven(report.sentence());
    }
  }

  private void replace(@Nullable ReleaseFiles files) throws InterruptedException, NotProven {
    report(
        "deployment started",
        release,
        Map.of("previous", previous, "digest", release.digest(), "commit", release.commit()));
    RunningRelease running = target.start(release, files, progress::line);
    report("release started", release, Map.of("address", running.address().toString()));
    prove(running.address(), "before traffic");
    target.route(release);
    hold.add(new Fact.Serving(release.number()));
    report("traffic moved", release, Map.of("previous", previous));
    prove(target.state().address(), "with traffic");
  }

  private DeploymentFailedException goneBack(Exception bad) {
    goBack(bad);
    Deployment failed = ended(Outcome.ROLLED_BACK, bad.getMessage() + asBefore());
    DeploymentFailedException exception = new DeploymentFailedException(failed);
    for (Throwable each : bad.getSuppressed()) {
      exception.addSuppressed(each);
    }
    record(failed, "rolled back", exception);
    return exception;
  }

  /** Gives the traffic back and stops the new release; what fails in here is told beside the first failure. */
  private void goBack(Exception cause) {
    // files and waits fail on an interrupted thread, and the way back must not
    boolean interrupted = Thread.interrupted();
    giveTrafficBack(cause);
    interrupted |= attempt(cause, () -> target.retire(release));
    attempt(cause, () -> {
      if (!hold.read().kept().contains(release)) {
        target.remove(release);
        hold.add(new Fact.Removed(release.number()));
      }
    });
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveTrafficBack(Exception cause) {
    attempt(cause, () -> {
      TargetState state = target.state();
      boolean moved = previous != release.number() && state.serving() == release.number();
      if (moved && state.runs(previous)) {
        target.route(hold.read().release(previous).orElseThrow());
      }
    });
    attempt(cause, () -> {
      if (hold.read().serving() != previous) {
        hold.add(new Fact.Serving(previous));
      }
    });
  }

  /** Stops the old release and deletes those beyond the number to be kept; what cannot be done now is done next time. */
  private void clearUp() throws InterruptedException {
    History history = hold.read();
    if (previous != 0 && previous != release.number()) {
      Release old = history.release(previous).orElseThrow();
      try {
        target.retire(old);
        report("release retired", old, Map.of());
      } catch (SlipwayException e) {
        progress.line(old + " could not be stopped: " + e.getMessage());
      }
    }
    int before = history.before().map(Release::number).orElse(0);
    List<Release> kept = history.kept();
    for (Release old : kept.subList(Math.min(environment.keep(), kept.size()), kept.size())) {
      if (old.number() != release.number() && old.number() != before) {
        remove(old);
      }
    }
  }

  private void remove(Release old) {
    try {
      target.remove(old);
      hold.add(new Fact.Removed(old.number()));
    } catch (SlipwayException e) {
      progress.line(old + " could not be deleted: " + e.getMessage());
    }
  }

  private void record(Deployment deployment, String name, Exception cause) {
    attempt(cause, () -> hold.add(new Fact.Ended(deployment)));
    attempt(
        cause,
        () -> report(name, release, Map.of("serving", previous, "reason", deployment.reason())));
  }

  /** Something that has to be tried whatever became of the rest. */
  private interface Try {
    void run() throws InterruptedException;
  }

  /** Returns whether it was interrupted. */
  private static boolean attempt(Exception cause, Try what) {
    try {
      what.run();
      return false;
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      return false;
    } catch (InterruptedException e) {
      cause.addSuppressed(e);
      return true;
    }
  }

  private String asBefore() {
    return "; " + environment + " serves " + (previous == 0 ? "nothing" : "release " + previous)
        + ", as before";
  }

  Deployment ended(Outcome outcome, String reason) {
    return new Deployment(
        environment.name(),
        release.number(),
        previous,
        outcome,
        reason,
        startedAt,
        Duration.ofNanos(time.nanos() - began));
  }

  private void report(String name, Release about, Map<String, Object> more) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("environment", environment.name());
    payload.put("release", about.number());
    payload.putAll(more);
    progress.line(name + ": " + about);
    progress.report(name, payload);
  }
}
