package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Rolling;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.secret.Redactor;
import dev.slipway.time.Time;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One deployment: the release is started beside the one that is served, proves itself, gets the traffic, and proves itself again.
 * Until it has, whatever goes wrong leads back to what was served before; from then on nothing does.
 */
final class Rollout {
  private final Workplace place;
  private final Environment environment;
  private final Target target;
  private final TargetControl control;
  private final Hold hold;
  private final Time time;
  private final Progress progress;
  private final Redactor redactor;
  private final HookRunner hooks;
  private final Release release;
  private final Proof proof;
  private final int previous;
  private final @Nullable Release old;
  private final boolean isCutShort;
  private final WayBack back;
  private final Instant startedAt;
  private final long began;

  Rollout(Workplace place, HookRunner hooks, Release release) {
    this.place = place;
    this.environment = place.environment();
    this.target = place.target();
    this.control = place.control();
    this.hold = place.hold();
    this.time = place.time();
    this.progress = place.progress();
    this.redactor = place.redactor();
    this.hooks = hooks;
    this.release = release;
    this.proof = new Proof(place, release);
    History history = hold.read();
    this.previous = history.serving();
    this.old = history.release(previous).orElse(null);
    this.back = new WayBack(place, release, old);
    this.isCutShort = history.cutShort().contains(release);
    this.startedAt = time.now();
    this.began = time.nanos();
  }

  Deployment run(@Nullable ReleaseFiles files) throws InterruptedException {
    Deployment done;
    try {
      if (!isServed()) {
        if (files == null) {
          hold.add(new Fact.Returning(release.number()));
        }
        replace(files);
      }
      done = ended(Outcome.RELEASED, release + " is served");
      hold.add(new Fact.Ended(done));
    } catch (Proof.NotProven | ReleaseNotStartedException bad) {
      throw goneBack(bad);
    } catch (InterruptedException | RuntimeException e) {
      String why = e instanceof InterruptedException ? "it was cancelled" : "" + e.getMessage();
      back.go(e);
      record(ended(Outcome.ABORTED, why + back.asBefore()), "aborted", e);
      if (!(e instanceof InterruptedException)) {
        runOnFailure(e);
      }
      throw e;
    }
    proof.report("released", release, Map.of("previous", previous));
    runAfter();
    clearUp();
    return done;
  }

  /** The release is served and stays so, whatever becomes of these. */
  private void runAfter() throws InterruptedException {
    try {
      hooks.run(Hooks.Moment.AFTER, release, proof);
    } catch (Proof.NotProven failed) {
      String why = String.valueOf(failed.getMessage());
      progress.line(why);
      proof.report("hook failed", release, Map.of("reason", why));
    }
  }

  /** What is served is as before; what fails in here is told beside the first failure. */
  private void runOnFailure(Exception cause) {
    WayBack.attempt(cause, () -> {
      try {
        hooks.run(Hooks.Moment.ON_FAILURE, release, proof);
      } catch (Proof.NotProven failed) {
        cause.addSuppressed(failed);
      }
    });
  }

  private boolean isServed() {
    TargetState state = target.state();
    return previous == release.number()
        && state.serving() == release.number()
        && !isCutShort
        && state.runs(release.number())
        && state.trouble().isEmpty();
  }

  private void replace(@Nullable ReleaseFiles files) throws InterruptedException, Proof.NotProven {
    proof.report(
        "deployment started",
        release,
        Map.of("previous", previous, "digest", release.digest(), "commit", release.commit()));
    hooks.run(Hooks.Moment.BEFORE, release, proof);
    hooks.run(Hooks.Moment.MIGRATE, release, proof);
    if (old != null && !old.equals(release)) {
      prepareToLeave(old, files != null);
    }
    RunningRelease running = startProven(files);
    if (environment.strategy() instanceof Canary canary && isJudged(files)) {
      proof.judge(canary, previous, running, control);
    }
    if (environment.strategy() instanceof Rolling rolling) {
      control.roll(release, rolling.batch(), rolling.failures());
    } else {
      control.route(release);
    }
    hold.add(new Fact.Serving(release.number()));
    proof.report("traffic moved", release, Map.of("previous", previous));
    URI served = target.state().address();
    proof.pass(served, "with traffic");
    proof.bake(served);
  }

  private void prepareToLeave(Release leaving, boolean forNewRelease)
      throws InterruptedException, Proof.NotProven {
    // what is not served is no way back
    if (environment.isRehearsed() && forNewRelease && target.state().serving() == previous) {
      proof.rehearse(control, leaving);
    }
    if (place.isForOneOnly()) {
      place.makeRoom(leaving);
      proof.report("release retired", leaving, Map.of());
    }
  }

  private RunningRelease startProven(@Nullable ReleaseFiles files)
      throws InterruptedException, Proof.NotProven {
    int failures = environment.strategy() instanceof Rolling rolling ? rolling.failures() : 0;
    RunningRelease running = control.start(release, files, failures, progress::line);
    if (target.abilities().contains(TargetAbility.RUNS_BESIDE)) {
      proof.report(
          "release started", release, Map.of("address", running.address().toString()));
      proof.pass(running.address(), "before traffic");
    } else {
      proof.report("release in place", release, Map.of());
    }
    return running;
  }

  /** Who goes back by hand does so because of what is served: to be as good as that is no proof. */
  private boolean isJudged(@Nullable ReleaseFiles files) {
    return files != null && target.state().runs(previous);
  }

  private DeploymentFailedException goneBack(Exception bad) {
    back.go(bad);
    Deployment failed = ended(Outcome.ROLLED_BACK, bad.getMessage() + back.asBefore());
    DeploymentFailedException exception = new DeploymentFailedException(failed);
    for (Throwable each : bad.getSuppressed()) {
      exception.addSuppressed(each);
    }
    record(failed, "rolled back", exception);
    runOnFailure(exception);
    return exception;
  }

  /** Stops the old release and deletes those beyond the number to be kept; what cannot be done now is done next time. */
  private void clearUp() throws InterruptedException {
    History history = hold.read();
    if (old != null && !old.equals(release)) {
      try {
        control.retire(old);
        proof.report("release retired", old, Map.of());
      } catch (SlipwayException e) {
        progress.line(old + " could not be stopped: " + e.getMessage());
      }
    }
    history.surplus(environment.keep()).forEach(this::remove);
  }

  private void remove(Release surplus) {
    try {
      control.remove(surplus);
      hold.add(new Fact.Removed(surplus.number()));
    } catch (SlipwayException e) {
      progress.line(surplus + " could not be deleted: " + e.getMessage());
    }
  }

  private void record(Deployment deployment, String name, Exception cause) {
    WayBack.attempt(cause, () -> hold.add(new Fact.Ended(deployment)));
    WayBack.attempt(
        cause,
        () -> proof.report(
            name, release, Map.of("serving", previous, "reason", deployment.reason())));
  }

  private Deployment ended(Outcome outcome, String reason) {
    return new Deployment(
        environment.name(),
        release.number(),
        previous,
        outcome,
        redactor.redact(reason),
        startedAt,
        Duration.ofNanos(time.nanos() - began));
  }
}
