package dev.slipway.deploy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.Time;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is in environments, and the way back. Thread-safe; other processes may deploy to the same environments meanwhile.
 *
 * @since 0.1
 */
public final class Deployments {
  private final Time time;
  private final Consumer<String> log;

  private Deployments(Time time, Consumer<String> log) {
    this.time = time;
    this.log = log;
  }

  /** Returns the front to all environments. */
  public static Deployments of(Time time) {
    return new Deployments(Objects.requireNonNull(time, "time"), line -> {});
  }

  /** Returns a copy that tells in lines for people what it does, on the thread of the caller. */
  public Deployments withLog(Consumer<String> newLog) {
    return new Deployments(time, Objects.requireNonNull(newLog, "log"));
  }

  /**
   * Returns the release that an environment serves; empty if none was deployed yet.
   *
   * @throws RecordsException if the records of the environment cannot be read
   */
  public Optional<Release> current(Environment environment) {
    History history = environment.records().read();
    return history.release(history.serving());
  }

  /**
   * Returns the releases that an environment can go back to, the one that is served included, newest first.
   *
   * @throws RecordsException if the records of the environment cannot be read
   */
  public List<Release> releases(Environment environment) {
    return environment.records().read().kept();
  }

  /**
   * Returns all deployments to an environment that have ended, good and bad, oldest first.
   *
   * @throws RecordsException if the records of the environment cannot be read
   */
  public List<Deployment> history(Environment environment) {
    return environment.records().read().deployments();
  }

  /**
   * Makes an environment serve the kept release that it served before, with that release's own artifact and configuration, in the
   * same way as a deployment: it has to prove itself before it gets the traffic. What was gone back from does not count: after
   * releases 1, 2 and 3, a rollback leads to 2, another to 1, and after a deployment of 4 then, to 1 again.
   *
   * @throws NoSuchReleaseException if there is none
   * @throws DeploymentFailedException if the release does not prove itself; the environment serves what it served before
   * @throws SlipwayException if the target or the records fail; the environment serves what it served before
   * @throws InterruptedException if the thread is interrupted; the environment serves what it served before
   */
  public Deployment rollback(Environment environment) throws InterruptedException {
    return deployer(environment)
        .returnTo(history -> history
            .before()
            .orElseThrow(() -> none(environment, "no release to go back to", history)));
  }

  /**
   * Makes an environment serve a release that is kept, older or newer, as {@link #rollback} does. Serving it already, it stays as
   * it is.
   *
   * @throws NoSuchReleaseException if the release is not kept, or never was good
   * @throws DeploymentFailedException if the release does not prove itself; the environment serves what it served before
   * @throws SlipwayException if the target or the records fail; the environment serves what it served before
   * @throws InterruptedException if the thread is interrupted; the environment serves what it served before
   */
  public Deployment rollbackTo(Environment environment, int release) throws InterruptedException {
    return deployer(environment)
        .returnTo(history -> history.kept().stream()
            .filter(r -> r.number() == release)
            .findFirst()
            .orElseThrow(() -> none(environment, "release " + release + " is not kept", history)));
  }

  private Deployer deployer(Environment environment) {
    return new Deployer(environment, time, Progress.lines(log));
  }

  private static NoSuchReleaseException none(Environment place, String found, History history) {
    List<Integer> kept = history.kept().stream().map(Release::number).toList();
    return new NoSuchReleaseException(new Problem(
        place.toString(),
        found,
        kept.isEmpty() ? "a kept release; there is none" : "one of the kept releases " + kept,
        "choose a kept release, or deploy its commit again"));
  }
}
