package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * Clears up what deployments that were cut short by the end of their process have left. The target knows who has the traffic;
 * everything else follows from that.
 */
final class Aftermath {
  private final Workplace place;
  private final Environment environment;
  private final Target target;
  private final TargetControl control;
  private final Hold hold;
  private final Time time;
  private final Progress progress;

  private Aftermath(Workplace place) {
    this.place = place;
    this.environment = place.environment();
    this.target = place.target();
    this.control = place.control();
    this.hold = place.hold();
    this.time = place.time();
    this.progress = place.progress();
  }

  static void settle(Workplace place) throws InterruptedException {
    new Aftermath(place).settle();
  }

  private void settle() throws InterruptedException {
    History history = hold.read();
    TargetState state = mended(target.state(), history);
    if (state.serving() != 0 && state.serving() != history.serving()) {
      hold.add(new Fact.Serving(state.serving()));
    }
    for (Release release : history.unfinished()) {
      if (release.number() == state.serving()) {
        finish(release, state);
      } else {
        drop(release, Outcome.ABORTED, "it was cut short by the end of its process");
      }
    }
    serveAgain();
    for (RunningRelease running : target.state().running()) {
      Optional<Release> known = history.release(running.number());
      if (running.number() != target.state().serving() && known.isPresent()) {
        progress.line(known.get() + " still runs without traffic; it is stopped");
        control.retire(known.get());
      }
    }
  }

  /** Where places differ, all are led to what most of them serve, before anything is taken away. */
  private TargetState mended(TargetState state, History history) throws InterruptedException {
    Optional<Release> serving = history.release(state.serving());
    if (state.trouble().isEmpty() || serving.isEmpty()) {
      return state;
    }
    progress.line("not as it should be: " + state.trouble() + "; all is led to " + serving.get());
    WayBack.serve(place, serving.get());
    return target.state();
  }

  /** A strategy that stops the old release first may have been cut short when nothing was served. */
  private void serveAgain() throws InterruptedException {
    History history = hold.read();
    Optional<Release> last = history.release(history.serving());
    if (target.state().serving() == 0 && last.isPresent()) {
      progress.line("nothing is served; " + last.get() + " is started again");
      WayBack.serve(place, last.get());
    }
  }

  /** A release that has the traffic and was not proven there: it is proven now, or the one before it has the traffic again. */
  private void finish(Release release, TargetState state) throws InterruptedException {
    progress.line("the deployment of " + release + " was cut short while it had the traffic");
    Rollout rollout = new Rollout(place, new HookRunner(environment.hooks(), null), release);
    try {
      new Proof(place, release).pass(state.address(), "after it was cut short");
      hold.add(new Fact.Ended(rollout.ended(
          Outcome.RELEASED,
          release + " is served; its deployment was cut short and finished later")));
    } catch (Proof.NotProven bad) {
      Optional<Release> before = hold.read().before();
      if (before.isPresent()) {
        place.makeRoom(release);
        WayBack.serve(place, before.get());
      }
      hold.add(new Fact.Serving(before.map(Release::number).orElse(0)));
      drop(release, Outcome.ROLLED_BACK, place.redactor().redact("" + bad.getMessage()));
    }
  }

  private void drop(Release release, Outcome outcome, String why) throws InterruptedException {
    progress.line(release + " was left behind and is removed: " + why);
    control.retire(release);
    control.remove(release);
    int serving = hold.read().serving();
    hold.add(new Fact.Removed(release.number()));
    hold.add(new Fact.Ended(new Deployment(
        environment.name(), release.number(), serving, outcome, why, time.now(), Duration.ZERO)));
  }
}
