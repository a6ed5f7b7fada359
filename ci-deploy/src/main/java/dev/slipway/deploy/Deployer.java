package dev.slipway.deploy;

import dev.slipway.deploy.Records.Claimant;
import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

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

  /** Makes a release, given its number, and deploys it with its secrets by their variables. */
  Deployment deploy(IntFunction<Release> maker, Map<String, Secret> secrets, ReleaseFiles files)
      throws InterruptedException {
    try (Hold hold = hold()) {
      Workplace place = Workplace.of(environment, hold, time, progress, secrets.values());
      Aftermath.settle(place);
      Release release = maker.apply(hold.read().nextNumber());
      hold.make(release, new SealedSecrets(environment).seal(release, secrets));
      return new Rollout(place, hooks, release).run(files);
    }
  }

  /** Goes back, or forth, to a release that is kept. */
  Deployment returnTo(Function<History, Release> choice) throws InterruptedException {
    try (Hold hold = hold()) {
      Workplace place = Workplace.of(environment, hold, time, progress, List.of());
      Aftermath.settle(place);
      Release release = choice.apply(hold.read());
      return new Rollout(place, hooks, release).run(null);
    }
  }

  private Hold hold() throws InterruptedException {
    return environment.records().hold(time, claimant, LONGEST_WAIT, progress::line);
  }
}
