package dev.slipway.deploy.target;

import dev.slipway.deploy.release.Release;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The machinery that runs the releases of one environment and leads traffic to one of them. It knows nothing of smoke tests,
 * history or who may deploy.
 *
 * <p>All methods may block. They are called from any thread, but never two at once for one environment, except {@link #state},
 * which may be called at any time. They are told by release, identified by its number; each may be called again with the same
 * release, after success and after failure, and then does what is still to be done.
 *
 * @since 0.1
 */
public interface Target {

  /**
   * Puts a release in place and starts it beside whatever runs, without traffic. Called once for each deployment, and again for
   * a way back. Returns when the application accepts connections. If the release runs already it is returned as it is. When this
   * throws, the release does not run; what was put in place may be there.
   *
   * @param files the content of the release's artifact; null if the target is to have it from an earlier deployment
   * @param log gets lines about the progress, for people
   * @return where the release answers by itself, past the traffic
   * @throws ReleaseNotStartedException if the release itself is at fault: it ends at once, or never gets ready
   * @throws TargetException if the target cannot do it, or has no content for the release
   * @throws InterruptedException if the thread is interrupted; the release does not run then
   */
  RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
      throws InterruptedException;

  /**
   * Leads all traffic to a release that was started. Requests that begin after this returns are answered by it; requests under
   * way are answered by the release that got them. No request is lost. When this throws, traffic is as it was before.
   *
   * @throws TargetException if the release does not run or the traffic cannot be moved
   * @throws InterruptedException if the thread is interrupted; traffic is as it was before
   */
  void route(Release release) throws InterruptedException;

  /**
   * Waits for the requests that a release still answers, up to a limit of the target's own, and stops it. What is needed to start
   * it again is kept. Does nothing if it does not run. If it has the traffic, the environment serves nothing afterwards. After an
   * exception the release may still run.
   *
   * @throws TargetException if it cannot be stopped
   * @throws InterruptedException if the thread is interrupted while it waits; the release is stopped all the same
   */
  void retire(Release release) throws InterruptedException;

  /**
   * Deletes what is kept of a release that does not run. Does nothing if nothing is kept.
   *
   * @throws TargetException if it runs or something cannot be deleted; part of it may be gone, and it cannot be started again
   */
  void remove(Release release);

  /**
   * Tells what is there. Changes nothing.
   *
   * @throws TargetException if the target cannot be reached
   */
  TargetState state();
}
