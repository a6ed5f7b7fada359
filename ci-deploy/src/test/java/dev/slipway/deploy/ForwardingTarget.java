package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands everything on to another target; what extends it steps in between. */
abstract class ForwardingTarget implements Target {
  private final Target target;

  ForwardingTarget(Target target) {
    this.target = target;
  }

  @Override
  public Set<TargetAbility> abilities() {
    return target.abilities();
  }

  @Override
  public TargetState state() {
    return target.state();
  }

  @Override
  public final TargetControl control(long token, ReleaseSecrets secrets) {
    return steppingIn(target.control(token, secrets));
  }

  /** Returns what does things instead of the target's own. */
  abstract TargetControl steppingIn(TargetControl real);

  /** Hands everything on to another control. */
  abstract static class Control implements TargetControl {
    final TargetControl real;

    Control(TargetControl real) {
      this.real = real;
    }

    @Override
    public final RunningRelease start(
        Release release, @Nullable ReleaseFiles files, Consumer<String> log)
        throws InterruptedException {
      return start(release, files, 0, log);
    }

    @Override
    public RunningRelease start(
        Release release, @Nullable ReleaseFiles files, int failuresAllowed, Consumer<String> log)
        throws InterruptedException {
      return real.start(release, files, failuresAllowed, log);
    }

    @Override
    public void hold() throws InterruptedException {
      real.hold();
    }

    @Override
    public void route(Release release) throws InterruptedException {
      real.route(release);
    }

    @Override
    public void retire(Release release) throws InterruptedException {
      real.retire(release);
    }

    @Override
    public void remove(Release release) {
      real.remove(release);
    }

    @Override
    public void share(Release release, int percent) throws InterruptedException {
      real.share(release, percent);
    }

    @Override
    public Rehearsal rehearse(Release release, Consumer<String> log) throws InterruptedException {
      return real.rehearse(release, log);
    }

    @Override
    public void roll(Release release, int batch, int failuresAllowed) throws InterruptedException {
      real.roll(release, batch, failuresAllowed);
    }
  }
}
