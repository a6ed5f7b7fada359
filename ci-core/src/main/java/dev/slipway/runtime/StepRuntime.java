package dev.slipway.runtime;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where the commands of steps run: local processes, containers of an engine, pods of a cluster.
 *
 * <p>The engine opens one {@link StepSession} for each attempt of a step and always closes it. One runtime serves many
 * sessions at once, from different threads. Everything a session creates must be found again by its build id after the Java
 * virtual machine was killed, and {@link #reap} removes it.
 *
 * <p>Every implementation runs the contract test {@code dev.slipway.testing.RuntimeContract}.
 *
 * @since 0.1
 */
public interface StepRuntime extends AutoCloseable {

  /** Returns its name for people, such as {@code process} or {@code docker}. */
  String name();

  /**
   * Returns what would keep steps from running here. Called before the first step of a build, from a thread that may block;
   * the engine limits its time by interrupting it. Creates nothing that outlives the call but downloaded images.
   *
   * @param images the images that steps of the build name; empty for a runtime that runs on this machine
   * @param services whether a step has services
   */
  List<Problem> check(Collection<Image> images, boolean services) throws InterruptedException;

  /**
   * Does the same with what the build has for its images: a runtime that fetches them overrides this method. Called before the
   * first step, and again before a step whose image another step has made.
   */
  default List<Problem> check(Collection<Image> images, boolean services, ImageAccess access)
      throws InterruptedException {
    return check(images, services);
  }

  /**
   * Returns what identifies the content that would run for an image: the digest by which its registry knows it, such as {@code
   * sha256:94a0...}, or the id that the container engine has given it if no registry does. Two answers are equal if and only if
   * the same content runs. May block; called from any thread, mostly after {@link #check}.
   *
   * @return the digest; empty if the image is not there, or if this runtime has no images
   * @throws RuntimeUnavailableException if nothing can be found out
   * @throws InterruptedException if the caller is to stop
   */
  default Optional<String> digest(Image image) throws InterruptedException {
    return Optional.empty();
  }

  /**
   * Prepares what an attempt of a step runs in. Called once for each attempt, from the thread of the attempt; may block and
   * is interrupted when the step is to stop. After a failure nothing is left behind and no session has to be closed.
   *
   * @throws RuntimeUnavailableException if it cannot be prepared; the step is errored
   * @throws InterruptedException if the step is to stop
   */
  StepSession open(SessionSpec spec) throws InterruptedException;

  /**
   * Tells that a session will probably be opened soon, so that what takes time can be prepared. Called from any thread, must not
   * block, and need not do anything. What was prepared and is not used is removed by {@link #reap}.
   *
   * @param spec the session, as it will be opened
   */
  default void expect(SessionSpec spec) {}

  /**
   * Ends the services that the steps of a group shared. Called when the last step of the group is over, from a thread that may block;
   * safe when there are none.
   *
   * @param buildId the build
   * @param group the full name of the group; empty for the whole pipeline
   */
  default void endServices(String buildId, String group) throws InterruptedException {}

  /**
   * Opens a shell in what {@link StepSession#keep} kept of a step.
   *
   * @param buildId the build
   * @param step the full name of the step
   * @throws RuntimeUnavailableException if nothing is kept of it, or the shell cannot be started
   */
  default Shell openShell(String buildId, String step) throws InterruptedException {
    throw new RuntimeUnavailableException(
        new Problem(
            "step '" + step + "'",
            "runtime '" + name() + "' keeps nothing that can be entered",
            "a step in a container that is kept after a failure",
            "give the step an image and container(c -> c.keepAfterFailure(...))"),
        null);
  }

  /**
   * Ends and removes everything that sessions of a build left behind, whoever made it, apart from what is kept for people to get
   * into. Waits for what is being removed. Called before a build is resumed and
   * after it has ended. Safe to call again, and when nothing is left.
   *
   * @return what was ended, for the log; empty if nothing was
   */
  List<String> reap(String buildId) throws InterruptedException;

  /** Lets go of connections and threads. Called once, when no session is open; does not throw. */
  @Override
  void close();
}
