package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A target with which the process ends, without anything more, before or after one of its calls. */
record DeadlyTarget(Target target, Killed.Moment moment) implements Target {
  @Override
  public Set<TargetAbility> abilities() {
    return target.abilities();
  }

  @Override
  public TargetState state() {
    return target.state();
  }

  @Override
  public TargetControl control(long token) {
    TargetControl real = target.control(token);
    return new TargetControl() {
      @Override
      public RunningRelease start(
          Release release, @Nullable ReleaseFiles files, Consumer<String> log)
          throws InterruptedException {
        RunningRelease[] running = new RunningRelease[1];
        moment.around(() -> running[0] = real.start(release, files, log));
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

      @Override
      public void remove(Release release) {
        real.remove(release);
      }
    };
  }
}
