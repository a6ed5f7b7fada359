package dev.slipway.deploy.target;

import dev.slipway.deploy.release.Release;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment does with a target. Of several that were given out, only the one with the highest fencing token still works: whoever
 * has lost the lock of the environment without knowing it is refused here.
 *
 * <p>All methods may block and are called by one thread at a time. They are told by release, identified by its number; each may be called again with
 * the same release, after success and after failure, and then does what is still to be done. Each throws {@link StaleOwnerException},
 * with nothing done, if a control with a higher token was given out.
 *
 * @since 0.1
 */
public interface TargetControl {

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
   * The same as {@link #start(Release, ReleaseFiles, Consumer)} for a release that is going to be rolled over several places, some of which may fail.
   *
   * @param failuresAllowed how many places may fail, as long as one does not; they are told by {@link TargetState#trouble}
   */
  default RunningRelease start(
      Release release, @Nullable ReleaseFiles files, int failuresAllowed, Consumer<String> log)
      throws InterruptedException {
    return start(release, files, log);
  }

  /**
   * Leads all traffic to a release that was started. Requests that begin after this returns are answered by it; requests under
   * way are answered by the release that got them. No request is lost. When this throws, traffic is as it was before.
   *
   * @throws TargetException if the release does not run or the traffic cannot be moved
   * @throws InterruptedException if the thread is interrupted; traffic is as it was before
   */
  void route(Release release) throws InterruptedException;

  /**
   * Has requests wait while no release has the traffic, where they would be refused otherwise: each until the next {@link #route}, or for at most as long as a release may take to start. Called before the
   * release that has the traffic makes room for another. Does nothing where requests cannot wait.
   *
   * @throws TargetException if it cannot be done; the traffic is as it was before
   * @throws InterruptedException if the thread is interrupted
   */
  default void hold() throws InterruptedException {}

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
   * Leads a share of the traffic to a release that was started, and the rest to the one that has the traffic. It ends with the next call of
   * {@link #route}, and when the release is retired. No request is lost.
   *
   * @param percent how many of 100 requests the release gets, from 1 to 99
   * @throws TargetException if the release does not run, nothing has the traffic yet, or the traffic cannot be shared
   * @throws UnsupportedOperationException if the target does not say {@link TargetAbility#SHARE_TRAFFIC}
   * @throws InterruptedException if the thread is interrupted; traffic is as it was before
   */
  default void share(Release release, int percent) throws InterruptedException {
    throw new UnsupportedOperationException("this target cannot share traffic");
  }

  /**
   * Starts one more copy of a release that is kept, without traffic, as {@link #start} would if it did not run. It changes nothing of what runs, and {@link Target#state} does not tell
   * of it. Of a process that is killed meanwhile, the target ends the copy when it is used the next time.
   *
   * @return the copy, when it accepts connections; whoever has it closes it
   * @throws ReleaseNotStartedException if the release does not start
   * @throws TargetException if the target does not keep the release, or cannot do it
   * @throws UnsupportedOperationException if the target does not say {@link TargetAbility#REHEARSE}
   * @throws InterruptedException if the thread is interrupted; the copy does not run then
   */
  default Rehearsal rehearse(Release release, Consumer<String> log) throws InterruptedException {
    throw new UnsupportedOperationException("this target cannot start one more copy of a release");
  }

  /**
   * Leads the traffic to a release that was started, some places at a time. When more places fail than may, those that were changed are led back and this throws, with the
   * traffic as it was before as far as the places can be reached.
   *
   * @param batch how many places at a time at most, 1 or more; a target takes fewer where otherwise nothing would answer meanwhile
   * @param failuresAllowed how many places may fail, as long as one does not; they are told by {@link TargetState#trouble}
   * @throws ReleaseNotStartedException if the release itself is at fault
   * @throws TargetException if places cannot be reached; the message says what each of them serves
   * @throws UnsupportedOperationException if the target does not say {@link TargetAbility#BATCHES}
   * @throws InterruptedException if the thread is interrupted; traffic is as it was before
   */
  default void roll(Release release, int batch, int failuresAllowed) throws InterruptedException {
    throw new UnsupportedOperationException("this target has no places to roll over");
  }
}
