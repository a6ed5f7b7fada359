package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Rolling;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.SlipwayException;
import org.jspecify.annotations.Nullable;

/** The way back from a release to what was served before; whatever fails on it, the rest is tried. */
final class WayBack {
  private final Target target;
  private final TargetControl control;
  private final Hold hold;
  private final Workplace place;
  private final Release release;
  private final @Nullable Release previous;

  /**
   * Makes the way from a release.
   *
   * @param previous what was served before; null if nothing was
   */
  WayBack(Workplace place, Release release, @Nullable Release previous) {
    this.target = place.target();
    this.control = place.control();
    this.hold = place.hold();
    this.place = place;
    this.release = release;
    this.previous = previous;
  }

  /** Returns the number of what was served before; 0 if nothing was. */
  int previous() {
    return previous == null ? 0 : previous.number();
  }

  /** Gives the traffic back and stops the new release; what fails in here is told beside the first failure. */
  void go(Exception cause) {
    // files and waits fail on an interrupted thread, and the way back must not
    boolean interrupted = Thread.interrupted();
    interrupted |= giveTrafficBack(cause);
    interrupted |= attempt(cause, () -> {
      if (isToGo()) {
        control.retire(release);
      }
    });
    attempt(cause, () -> {
      int serving = target.state().serving();
      // what could not be started now is, the next time
      int wanted = serving == 0 ? previous() : serving;
      if (hold.read().serving() != wanted) {
        hold.add(new Fact.Serving(wanted));
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
    return release.number() != previous()
        && (previous == null || target.state().serving() != release.number());
  }

  private boolean giveTrafficBack(Exception cause) {
    Release old = previous;
    if (old == null || old.number() == release.number()) {
      return false;
    }
    return attempt(cause, () -> {
      TargetState state = target.state();
      boolean asBefore = state.serving() == old.number()
          && state.runs(old.number())
          && state.trouble().isEmpty();
      if (!asBefore) {
        place.makeRoom(release);
      }
      // to lead the traffic once more ends the wait of requests, also where nothing was stopped
      if (!asBefore || place.isForOneOnly()) {
        serve(place, old);
      }
    });
  }

  /** Starts a release that was served before, if it does not run, and leads the traffic to it, wherever that can be done. */
  static void serve(Workplace place, Release old) throws InterruptedException {
    if (!place.target().state().runs(old.number())) {
      place.control().start(old, null, Integer.MAX_VALUE, place.progress()::line);
    }
    if (place.target().abilities().contains(TargetAbility.BATCHES)) {
      int batch = place.environment().strategy() instanceof Rolling rolling
          ? rolling.batch()
          : Integer.MAX_VALUE;
      place.control().roll(old, batch, Integer.MAX_VALUE);
    } else {
      place.control().route(old);
    }
  }

  /** Says what is served now, as the target tells it: that should be what was served before. */
  String asBefore() {
    try {
      TargetState state = target.state();
      String trouble = state.trouble().isEmpty() ? "" : ", but " + state.trouble();
      return "; " + place.environment() + " serves " + named(state.serving())
          + (state.serving() == previous() ? ", as before" : " and not " + named(previous()))
          + trouble;
    } catch (SlipwayException e) {
      return "; what " + place.environment() + " serves could not be found out: " + e.getMessage();
    }
  }

  private static String named(int release) {
    return release == 0 ? "nothing" : "release " + release;
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
