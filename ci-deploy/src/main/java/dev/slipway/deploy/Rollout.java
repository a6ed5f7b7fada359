package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.canary.Verdict;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One deployment: the release is started beside the one that is served, proves itself, gets the traffic, and proves itself again.
 * Until it has, whatever goes wrong leads back to what was served before; from then on nothing does.
 */
final class Rollout {
  private static final Duration BAKE_PAUSE = Duration.ofSeconds(1);

  private final Environment environment;
  private final Target target;
  private final TargetControl control;
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
    this.control = target.control(hold.token());
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
        payload(when, report));
    if (!report.passed()) {
      throw new NotProven(report.sentence());
    }
  }

  private static Map<String, Object> payload(String when, SmokeReport report) {
    return Map.of(
        "when", when, "attempts", report.attempts().size(), "sentence", report.sentence());
  }

  private void replace(@Nullable ReleaseFiles files) throws InterruptedException, NotProven {
    report(
        "deployment started",
        release,
        Map.of("previous", previous, "digest", release.digest(), "commit", release.commit()));
    boolean alone = environment.strategy() instanceof Strategy.AllAtOnce && previous != 0;
    if (alone && previous != release.number()) {
      Release old = hold.read().release(previous).orElseThrow();
      control.retire(old);
      report("release retired", old, Map.of());
    }
    RunningRelease running = control.start(release, files, progress::line);
    report("release started", release, Map.of("address", running.address().toString()));
    prove(running.address(), "before traffic");
    if (environment.strategy() instanceof Canary canary && target.state().runs(previous)) {
      judge(canary, running);
    }
    control.route(release);
    hold.add(new Fact.Serving(release.number()));
    report("traffic moved", release, Map.of("previous", previous));
    prove(target.state().address(), "with traffic");
    bake();
  }

  /** Gives the release its shares of the traffic, as long as it is as good as the old one. */
  private void judge(Canary canary, RunningRelease running) throws InterruptedException, NotProven {
    URI old = target.state().running().stream()
        .filter(r -> r.number() == previous)
        .findFirst()
        .orElseThrow()
        .address();
    SmokeTest probes = Objects.requireNonNull(environment.smoke());
    CanaryTrial trial = new CanaryTrial(canary, probes, time, old, running.address());
    Verdict verdict = trial.run(percent -> {
      control.share(release, percent);
      report("traffic shared", release, Map.of("previous", previous, "percent", percent));
    });
    report(
        "canary judged",
        release,
        Map.of(
            "verdict", verdict.kind().name(),
            "pairs", verdict.pairs(),
            "blips", verdict.blips(),
            "sentence", verdict.sentence()));
    if (verdict.kind() == Verdict.Kind.KEEP_WAITING) {
      throw new NotProven(
          "no verdict on the canary within " + canary.limit() + "; " + verdict.sentence());
    } else if (verdict.kind() == Verdict.Kind.GO_BACK) {
      throw new NotProven(verdict.sentence());
    }
  }

  /** Watches the release, which has all traffic. */
  private void bake() throws InterruptedException, NotProven {
    SmokeTest smoke = environment.smoke();
    long until = time.nanos() + environment.bakeTime().toNanos();
    while (smoke != null && time.nanos() - until < 0) {
      time.sleep(BAKE_PAUSE);
      SmokeReport report =
          smoke.run(target.state().address(), time, a -> progress.line(a.toString()));
      if (!report.passed()) {
        report("smoke test failed", release, payload("while it was watched", report));
        throw new NotProven(report.sentence());
      }
    }
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
    interrupted |= attempt(cause, () -> control.retire(release));
    attempt(cause, () -> {
      if (!hold.read().kept().contains(release)) {
        control.remove(release);
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
      boolean stays = previous == 0 || previous == release.number();
      if (!stays && (state.serving() != previous || !state.runs(previous))) {
        Release old = hold.read().release(previous).orElseThrow();
        if (!state.runs(previous)) {
          control.start(old, null, progress::line);
        }
        control.route(old);
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
        control.retire(old);
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
      control.remove(old);
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
