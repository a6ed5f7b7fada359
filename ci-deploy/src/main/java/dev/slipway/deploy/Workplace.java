package dev.slipway.deploy;

import dev.slipway.deploy.Records.Hold;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.util.Collection;

/**
 * What a deployment works with while it has the lock of the environment.
 *
 * @param control does things with the target; what it throws shows no secret
 * @param progress is told what is done, without secrets
 * @param redactor masks the secrets of all releases
 */
record Workplace(
    Environment environment,
    Hold hold,
    Time time,
    Progress progress,
    TargetControl control,
    Redactor redactor) {

  /**
   * Makes it.
   *
   * @param fresh the secrets of a release that is to be made
   */
  static Workplace of(
      Environment environment, Hold hold, Time time, Progress progress, Collection<Secret> fresh) {
    KeptSecrets secrets = new KeptSecrets(environment);
    Redactor redactor = secrets.redactor(fresh);
    TargetControl control = environment.target().control(hold.token(), secrets);
    return new Workplace(
        environment,
        hold,
        time,
        progress.without(redactor),
        new DiscreetControl(control, redactor),
        redactor);
  }

  Target target() {
    return environment.target();
  }

  /** Returns whether one release has to make room before another is started. */
  boolean isForOneOnly() {
    return environment.strategy() instanceof Strategy.AllAtOnce
        && target().abilities().contains(TargetAbility.RUNS_BESIDE);
  }

  /** Stops a release before another is started, where only one may run; requests wait meanwhile. */
  void makeRoom(Release leaving) throws InterruptedException {
    if (isForOneOnly()) {
      control.hold();
      control.retire(leaving);
    }
  }
}
