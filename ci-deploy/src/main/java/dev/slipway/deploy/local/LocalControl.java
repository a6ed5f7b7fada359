package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.TargetControl;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is done with local releases for the holder of a fencing token: each step together with the look whether it is still the highest. */
final class LocalControl implements TargetControl {
  private final LocalReleases releases;
  private final long token;
  private final ReleaseSecrets secrets;

  LocalControl(LocalReleases releases, long token, ReleaseSecrets secrets) {
    this.releases = releases;
    this.token = token;
    this.secrets = secrets;
  }

  @Override
  public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
      throws InterruptedException {
    synchronized (releases) {
      releases.requireCurrent(token);
      return releases.start(release, files, secrets, log);
    }
  }

  @Override
  public void route(Release release) {
    synchronized (releases) {
      releases.requireCurrent(token);
      releases.route(release);
    }
  }

  @Override
  public void hold() {
    synchronized (releases) {
      releases.requireCurrent(token);
      releases.hold();
    }
  }

  @Override
  public void share(Release release, int percent) {
    synchronized (releases) {
      releases.requireCurrent(token);
      releases.share(release, percent);
    }
  }

  @Override
  public Rehearsal rehearse(Release release, Consumer<String> log) throws InterruptedException {
    synchronized (releases) {
      releases.requireCurrent(token);
      return releases.rehearse(release, secrets, log);
    }
  }

  @Override
  public void retire(Release release) throws InterruptedException {
    synchronized (releases) {
      releases.requireCurrent(token);
      releases.retire(release);
    }
  }

  @Override
  public void remove(Release release) {
    synchronized (releases) {
      releases.requireCurrent(token);
      releases.remove(release);
    }
  }
}
