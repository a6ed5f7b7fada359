package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;

/** The way back from a release to what was served before; whatever fails on it, the rest is tried. */
final class WayBack {
  private final Target target;
  private final TargetControl control;
  private final Hold hold;
  private final Workplace place;
  private final Release release;
  private final int previous;

  /** Makes the way from a release to the one with a number, 0 for none. */
  WayBack(Workplace place, Release release, int previous) {
    this.target = place.target();
    this.control = place.control();
    this.hold = place.hold();
    this.place = place;
    this.release = release;
    this.previous = previous;
  }

  /** Gives the traffic back and stops the new release; what fails in here is told beside the first failure. */
  void go(Exception cause) {
    // files and waits fail on an interrupted thread, and the way back must not
    boolean interrupted = Thread.interrupted();
    giveTrafficBack(cause);
    interrupted |= attempt(cause, () -> {
      if (isToGo()) {
        control.retire(release);
      }
    });
    attempt(cause, () -> {
      int serving = target.state().serving();
      if (hold.read().serving() != serving) {
        hold.add(new Fact.Serving(serving));
      }
    });
    attempt(cause, () -> {
      if (isToGo() && !hold.read().kept().contains(release)) {
        control.remove(release);
        hold.add(new Fact.Removed(release.number()));
      }
    });
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A release that still has the traffic is better than none: when the way back fails, or when it is what was served before. */
  private boolean isToGo() {
    return release.number() != previous
        && (previous == 0 || target.state().serving() != release.number());
  }

  private void giveTrafficBack(Exception cause) {
    attempt(cause, () -> {
      TargetState state = target.state();
      boolean stays = previous == 0 || previous == release.number();
      boolean asBefore =
          state.serving() == previous && state.runs(previous) && state.trouble().isEmpty();
      if (!stays && !asBefore) {
        place.makeRoom(release);
      }
      // to lead the traffic once more ends the wait of requests, also where nothing was stopped
      if (!stays && (!asBefore || place.isForOneOnly())) {
        serve(place, hold.read().release(previous).orElseThrow());
      }
    });
  }

  /** Starts a release that was served before, if it does not run, and leads the traffic to it, wherever that can be done. */
  static void serve(Workplace place, Release old) throws InterruptedException {
    if (!place.target().state().runs(old.number())) {
      place.control().start(old, null, Integer.MAX_VALUE, place.progress()::line);
    }
    if (place.target().abilities().contains(TargetAbility.BATCHES)) {
      place.control().roll(old, Integer.MAX_VALUE, Integer.MAX_VALUE);
    } else {
      place.control().route(old);
    }
  }

  /** Something that has to be tried whatever became of the rest. */
  interface Try {
    void run() throws InterruptedException;
  }

  /** Returns whether it was interrupted. */
  static boolean attempt(Exception cause, Try what) {
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
}
