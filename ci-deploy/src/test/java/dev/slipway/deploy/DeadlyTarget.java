package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A target with which the process ends, without anything more, before or after one of its calls. */
final class DeadlyTarget extends ForwardingTarget {
  private final Killed.Moment moment;

  DeadlyTarget(Target target, Killed.Moment moment) {
    super(target);
    this.moment = moment;
  }

  @Override
  TargetControl steppingIn(TargetControl control) {
    return new Control(control) {
      @Override
      public RunningRelease start(
          Release release, @Nullable ReleaseFiles files, int failuresAllowed, Consumer<String> log)
          throws InterruptedException {
        RunningRelease[] running = new RunningRelease[1];
        moment.around(() -> running[0] = real.start(release, files, failuresAllowed, log));
        return running[0];
      }

      @Override
      public void route(Release release) throws InterruptedException {
        moment.around(() -> real.route(release));
      }

      @Override
      public void retire(Release release) throws InterruptedException {
        moment.around(() -> real.retire(release));
      }
    };
  }
}
