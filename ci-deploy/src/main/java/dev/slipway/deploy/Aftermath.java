package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.Optional;

/**
 * Clears up what deployments that were cut short by the end of their process have left. The target knows who has the traffic;
 * everything else follows from that. What cannot be mended does not stand in the way of what is asked for now, which may be what mends it:
 * it is told, and tried again the next time.
 */
final class Aftermath {
  private final Workplace place;
  private final Target target;
  private final TargetControl control;
  private final Hold hold;
  private final Time time;
  private final Progress progress;

  Aftermath(Workplace place) {
    this.place = place;
    this.target = place.target();
    this.control = place.control();
    this.hold = place.hold();
    this.time = place.time();
    this.progress = place.progress();
  }

  /** Before a new release: places that differ are led to one release, and what was cut short is finished or gone back from. */
  void settle() throws InterruptedException {
    mend();
    noteServing();
    for (Release release : hold.read().cutShort()) {
      if (release.number() == target.state().serving()) {
        finish(release);
      } else {
        abort(release);
      }
    }
    serveAgain();
    stopIdle(0);
    removeLeftOver();
  }

  /** Notes what is served, if anything is, and returns its number. */
  int noteServing() {
    int serving = target.state().serving();
    if (serving != 0 && serving != hold.read().serving()) {
      hold.add(new Fact.Serving(serving));
    }
    return serving;
  }

  /** Before a way back by hand: who wants to leave what is served does not wait until that is mended or proven. */
  void makeWay(Release goal) throws InterruptedException {
    if (place.isForOneOnly()) {
      stopIdle(goal.number());
    }
  }

  /** After a way back by hand, for what it has left behind. */
  void clearUp() throws InterruptedException {
    for (Release release : hold.read().cutShort()) {
      if (release.number() != target.state().serving()) {
        abort(release);
      }
    }
    stopIdle(0);
    removeLeftOver();
  }

  /** Where places differ, all are led to what most of them serve, before anything is taken away. */
  private void mend() throws InterruptedException {
    TargetState state = target.state();
    Optional<Release> serving = hold.read().release(state.serving());
    if (!state.trouble().isEmpty() && serving.isPresent()) {
      progress.line(
          "not as it should be: " + state.trouble() + "; what differs is led to " + serving.get());
      attempt("that is left for later", () -> WayBack.serve(place, serving.get()));
    }
  }

  /** A strategy that stops the old release first may have been cut short when nothing was served. */
  private void serveAgain() throws InterruptedException {
    History history = hold.read();
    Optional<Release> last = history.release(history.serving());
    if (target.state().serving() == 0 && last.isPresent()) {
      progress.line("nothing is served; " + last.get() + " is started again");
      attempt(last.get() + " is not served again", () -> WayBack.serve(place, last.get()));
    }
  }

  /** A release that has the traffic and was not proven there: it is proven now, or the one before it has the traffic again. */
  private void finish(Release release) throws InterruptedException {
    progress.line("the deployment of " + release + " was cut short while it had the traffic");
    WayBack back =
        new WayBack(place, release, hold.read().before(release.number()).orElse(null));
    try {
      new Proof(place, release).pass(target.state().address(), "after it was cut short");
      end(
          release,
          back.previous(),
          Outcome.RELEASED,
          release + " is served; its deployment was cut short and finished later");
    } catch (Proof.NotProven bad) {
      back.go(bad);
      for (Throwable each : bad.getSuppressed()) {
        progress.line("the way back from " + release + ": " + each.getMessage());
      }
      end(release, back.previous(), Outcome.ROLLED_BACK, bad.getMessage() + back.asBefore());
    }
  }

  private void abort(Release release) {
    History history = hold.read();
    int previous = history.serving();
    if (previous == release.number()) {
      // it had the traffic and has not any more: what was served before is to be again
      previous = history.before(release.number()).map(Release::number).orElse(0);
      hold.add(new Fact.Serving(previous));
    }
    end(release, previous, Outcome.ABORTED, "it was cut short by the end of its process");
  }

  private void end(Release release, int previous, Outcome outcome, String why) {
    String reason = place.redactor().redact(why);
    progress.line("the deployment of " + release + " has ended: " + reason);
    hold.add(new Fact.Ended(new Deployment(
        place.environment().name(),
        release.number(),
        previous,
        outcome,
        reason,
        time.now(),
        Duration.ZERO)));
  }

  /** Stops what runs without traffic, but for what is wanted. */
  private void stopIdle(int wanted) throws InterruptedException {
    History history = hold.read();
    TargetState state = target.state();
    for (RunningRelease running : state.running()) {
      Optional<Release> known = history.release(running.number());
      boolean isIdle = running.number() != state.serving() && running.number() != wanted;
      if (isIdle && known.isPresent()) {
        progress.line(known.get() + " still runs without traffic; it is stopped");
        attempt(known.get() + " is not stopped", () -> control.retire(known.get()));
      }
    }
  }

  private void removeLeftOver() throws InterruptedException {
    History history = hold.read();
    for (Release release : history.leftOver()) {
      if (release.number() != target.state().serving()) {
        remove(release, "was left behind");
      }
    }
    for (Release release : history.surplus(place.environment().keep())) {
      remove(release, "is one more than are kept");
    }
  }

  private void remove(Release release, String why) throws InterruptedException {
    progress.line(release + " " + why + "; it is removed");
    boolean gone = attempt(release + " is not removed", () -> {
      control.retire(release);
      control.remove(release);
    });
    if (gone) {
      hold.add(new Fact.Removed(release.number()));
    }
  }

  /** Who has lost the lock does nothing more; any other failure is told. */
  private boolean attempt(String otherwise, WayBack.Try work) throws InterruptedException {
    try {
      work.run();
      return true;
    } catch (StaleOwnerException lost) {
      throw lost;
    } catch (SlipwayException e) {
      progress.line(otherwise + ": " + e.getMessage());
      return false;
    }
  }
}
