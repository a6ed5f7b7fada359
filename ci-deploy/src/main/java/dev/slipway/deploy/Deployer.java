package dev.slipway.deploy;

import dev.slipway.deploy.Records.Claimant;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Deploys to one environment while nobody else does, after it has cleared up what a deployment that was cut short has left. */
final class Deployer {
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final Environment environment;
  private final Time time;
  private final Progress progress;
  private final HookRunner hooks;
  private final Claimant claimant;

  Deployer(
      Environment environment, Time time, Progress progress, HookRunner hooks, Claimant claimant) {
    this.environment = environment;
    this.time = time;
    this.progress = progress;
    this.hooks = hooks;
    this.claimant = claimant;
  }

  /**
   * Makes a release and deploys it.
   *
   * @param by who wants it
   * @param secrets its secrets
   */
  Deployment deploy(Shipment shipment, String by, FreshSecrets secrets)
      throws InterruptedException {
    requireApproved(environment.records().read(), shipment.digest());
    try (Hold hold = hold()) {
      requireApproved(hold.read(), shipment.digest());
      if (hold.wasAwaited()) {
        requireOpen();
      }
      Workplace place = Workplace.of(environment, hold, time, progress, secrets.values());
      new Aftermath(place).settle();
      Release release = new Release(
          hold.read().nextNumber(),
          shipment.name(),
          shipment.digest(),
          shipment.image(),
          environment.configuration(),
          secrets.marks(),
          environment.hooks().words(),
          shipment.buildId(),
          shipment.commit(),
          by,
          time.now());
      hold.make(release, secrets.sealed(release), shipment.entries());
      return new Rollout(place, hooks, release).run(shipment.files());
    }
  }

  /** What another environment serves may have changed since it was approved. */
  private void requireApproved(History history, String digest) {
    for (String approval : environment.approvals().keySet()) {
      Approval.Decision decision =
          history.approval(approval, digest).map(Approval::decision).orElse(null);
      if (decision == null || !decision.approved()) {
        throw new ApprovalRefusedException(new Problem(
            "approval '" + approval + "' of " + environment,
            digest + " is to be deployed, and is not approved",
            "what was approved",
            "approve it, and deploy again"));
      }
    }
  }

  /** Asked before the lock, and again when that had to be waited for: the hours may be over by then. */
  void requireOpen() {
    Optional<Closure> closure = new OpeningGate(environment, true).closure(time.now());
    if (closure.isPresent()) {
      throw new EnvironmentClosedException(new Problem(
          environment.toString(),
          closure.get().toString(),
          "an environment that is open",
          "wait until then, or open it with open(...)"));
    }
  }

  /** Chooses a release to go back to, by what is known and what is served: 0 if nothing is. */
  interface Choice {
    Release of(History history, int served);
  }

  /** Goes back, or forth, to a release that is kept. */
  Deployment returnTo(Choice choice) throws InterruptedException {
    try (Hold hold = hold()) {
      Workplace place = Workplace.of(environment, hold, time, progress, List.of());
      Aftermath aftermath = new Aftermath(place);
      int served = aftermath.noteServing();
      Release release = choice.of(hold.read(), served);
      aftermath.makeWay(release);
      Deployment done = new Rollout(place, hooks, release).run(null);
      clearUp(aftermath, place);
      return done;
    }
  }

  /** The way back was gone, whatever becomes of what is left. */
  private static void clearUp(Aftermath aftermath, Workplace place) throws InterruptedException {
    try {
      aftermath.clearUp();
    } catch (SlipwayException e) {
      place.progress().line("what was left behind stays until the next time: " + e.getMessage());
    }
  }

  private Hold hold() throws InterruptedException {
    return environment.records().hold(time, claimant, LONGEST_WAIT, progress::line);
  }
}
