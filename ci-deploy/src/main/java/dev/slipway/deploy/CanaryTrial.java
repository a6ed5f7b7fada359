package dev.slipway.deploy;

import dev.slipway.deploy.canary.CanaryJudge;
import dev.slipway.deploy.canary.Observation;
import dev.slipway.deploy.canary.Verdict;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.smoke.SmokeReport;
import dev.slipway.smoke.SmokeReport.Attempt;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.time.Time;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives a release its shares of the traffic, one after the other, and judges it beside the old one. */
final class CanaryTrial {
  private final Canary canary;
  private final SmokeTest probes;
  private final Time time;
  private final CanaryJudge judge;
  private final URI old;
  private final URI fresh;
  private final long began;
  private boolean oldFirst;

  CanaryTrial(Canary canary, SmokeTest smoke, Time time, URI old, URI fresh) {
    this.canary = canary;
    this.probes = smoke.once();
    this.time = time;
    this.judge =
        new CanaryJudge(canary.tolerance(), canary.measurements().keySet().toArray(String[]::new));
    this.old = old;
    this.fresh = fresh;
    this.began = time.nanos();
  }

  /** Gives a share of the traffic. */
  interface Sharing {
    void share(int percent) throws InterruptedException;
  }

  /** Returns the verdict: promote, or go back, or that there is none within the limit. */
  Verdict run(Sharing sharing) throws InterruptedException {
    for (int share : canary.shares()) {
      sharing.share(share);
      boolean last = share == canary.shares().get(canary.shares().size() - 1);
      long since = time.nanos();
      while (goesOn(since, last)) {
        probe();
        time.sleep(canary.every());
      }
      if (judge.kind() == Verdict.Kind.GO_BACK) {
        break;
      }
      if (isOver() && !(last && isBaked(since))) {
        return cutShort(share);
      }
    }
    return judge.verdict();
  }

  /** A share lasts its time; the last one until there is a verdict. */
  private boolean goesOn(long since, boolean last) {
    if (judge.kind() == Verdict.Kind.GO_BACK || isOver()) {
      return false;
    }
    return !isBaked(since) || (last && judge.kind() == Verdict.Kind.KEEP_WAITING);
  }

  private boolean isBaked(long since) {
    return time.nanos() - since >= canary.bake().toNanos();
  }

  /** However good the release looks, it is promoted only after all that was asked for. */
  private Verdict cutShort(int share) {
    Verdict soFar = judge.verdict();
    return new Verdict(
        Verdict.Kind.KEEP_WAITING,
        soFar.pairs(),
        soFar.blips(),
        "the " + canary + " was cut short at " + share + " % by the limit of " + canary.limit()
            + "; so far, " + soFar.sentence());
  }

  private boolean isOver() {
    return time.nanos() - began > canary.limit().toNanos();
  }

  /** Sends a pair of probes for each check, the other side first each time, so that neither is always the one that comes second. */
  private void probe() throws InterruptedException {
    oldFirst = !oldFirst;
    SmokeReport first = probes.run(oldFirst ? old : fresh, time);
    SmokeReport second = probes.run(oldFirst ? fresh : old, time);
    compare((oldFirst ? first : second).attempts(), (oldFirst ? second : first).attempts());
    canary
        .measurements()
        .forEach((name, value) ->
            judge.measured(name, value.applyAsDouble(old), value.applyAsDouble(fresh)));
  }

  /**
   * What was asked of both sides is a pair. A step of a flow that one side did not reach is none: what ended the flow there is in a
   * pair, and would count once more with each step behind it.
   */
  private void compare(List<Attempt> ofOld, List<Attempt> ofNew) {
    List<Attempt> left = new ArrayList<>(ofNew);
    for (Attempt each : ofOld) {
      Optional<Attempt> other =
          left.stream().filter(a -> a.check().equals(each.check())).findFirst();
      other.ifPresent(a -> judge.add(each.check(), observation(each), observation(a)));
      // a name may come twice
      other.ifPresent(left::remove);
    }
  }

  private static Observation observation(Attempt attempt) {
    return new Observation(attempt.passed(), attempt.took(), attempt.shape());
  }
}
