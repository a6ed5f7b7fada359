package dev.slipway.deploy;

import dev.slipway.deploy.canary.Verdict;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.smoke.SmokeReport;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.time.Time;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** How a release proves that it is good: by the smoke test, beside the old release, and over a time. */
final class Proof {
  private static final Duration BAKE_PAUSE = Duration.ofSeconds(1);

  private final Environment environment;
  private final Time time;
  private final Progress progress;
  private final Release release;

  Proof(Workplace place, Release release) {
    this.environment = place.environment();
    this.time = place.time();
    this.progress = place.progress();
    this.release = release;
  }

  /** Thrown when the release does not pass the smoke test. */
  static final class NotProven extends Exception {
    private static final long serialVersionUID = 1;

    NotProven(String why) {
      super(why, null, true, false);
    }
  }

  /** Finds out whether the release, which has the traffic, is good. */
  void pass(URI address, String when) throws InterruptedException, NotProven {
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

  /** Finds out whether the release to go back to starts once more from what is kept of it, and is good. */
  void rehearse(TargetControl control, Release old) throws InterruptedException, NotProven {
    SmokeTest smoke = Objects.requireNonNull(environment.smoke());
    String why;
    try (Rehearsal copy = control.rehearse(old, progress::line)) {
      SmokeReport report = smoke.run(copy.address(), time, a -> progress.line(a.toString()));
      why = report.passed() ? "" : report.sentence();
    } catch (ReleaseNotStartedException | TargetException e) {
      why = String.valueOf(e.getMessage());
    }
    if (why.isEmpty()) {
      report("way back rehearsed", old, Map.of());
    } else {
      report("way back not proven", old, Map.of("sentence", why));
      throw new NotProven("the way back to " + old + " is not proven: " + why);
    }
  }

  /** Gives the release its shares of the traffic, as long as it is as good as the old one. */
  void judge(Canary canary, int previous, RunningRelease running, TargetControl control)
      throws InterruptedException, NotProven {
    URI old = environment.target().state().running().stream()
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

  /** Watches the release, which has all traffic. The target is not asked meanwhile: that it cannot be reached is no fault of the release. */
  void bake(URI address) throws InterruptedException, NotProven {
    SmokeTest smoke = environment.smoke();
    long until = time.nanos() + environment.bakeTime().toNanos();
    while (smoke != null && time.nanos() - until < 0) {
      time.sleep(BAKE_PAUSE);
      SmokeReport report = smoke.run(address, time, a -> progress.line(a.toString()));
      if (!report.passed()) {
        report("smoke test failed", release, payload("while it was watched", report));
        throw new NotProven(report.sentence());
      }
    }
  }

  private static Map<String, Object> payload(String when, SmokeReport report) {
    return Map.of(
        "when", when, "attempts", report.attempts().size(), "sentence", report.sentence());
  }

  /** Tells people and programs what has happened to a release. */
  void report(String name, Release about, Map<String, Object> more) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("environment", environment.name());
    payload.put("release", about.number());
    payload.putAll(more);
    progress.line(name + ": " + about);
    progress.report(name, payload);
  }
}
