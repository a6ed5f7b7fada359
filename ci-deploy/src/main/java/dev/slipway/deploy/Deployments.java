package dev.slipway.deploy;

import dev.slipway.deploy.Records.Claimant;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.secret.SecretUnavailableException;
import dev.slipway.store.LeaseHolder;
import dev.slipway.store.StoreException;
import dev.slipway.time.Time;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
   * Returns the release that an environment serves; empty if none was deployed yet. Where it ended by itself, or a way back to it failed, it is the one that the next deployment starts
   * again first.
   *
   * @throws RecordsException if the records of the environment are damaged
   * @throws StoreException if they cannot be read
   */
  public Optional<Release> current(Environment environment) {
    History history = environment.records().read();
    return history.release(history.serving());
  }

  /**
   * Returns the releases that an environment can go back to, the one that is served included, newest first.
   *
   * @throws RecordsException if the records of the environment are damaged
   * @throws StoreException if they cannot be read
   */
  public List<Release> releases(Environment environment) {
    return environment.records().read().kept();
  }

  /**
   * Returns all deployments to an environment that have ended, good and bad, oldest first.
   *
   * @throws RecordsException if the records of the environment are damaged
   * @throws StoreException if they cannot be read
   */
  public List<Deployment> history(Environment environment) {
    return environment.records().read().deployments();
  }

  /**
   * Deploys without a pipeline, by the rules of the environment: an approval that is missing is asked for, and has to be given before this is called again; outside of the opening hours nothing is
   * deployed; the lock is waited for, up to an hour, and the hours are asked again then.
   *
   * @throws IllegalArgumentException if the environment has hooks, which are parts of a step and so need a pipeline
   * @throws ApprovalRefusedException if an approval is missing or was refused; nothing was done
   * @throws EnvironmentClosedException if the environment is closed; nothing was done
   * @throws NoSuchReleaseException if a release is to be promoted, and there is none
   * @throws SecretUnavailableException if a secret of the environment is not there; nothing was done
   * @throws DeploymentFailedException if the release is bad; the environment serves what it served before
   * @throws SlipwayException if the target or the records fail; the environment serves what it served before
   * @throws InterruptedException if the thread is interrupted; the environment serves what it served before
   */
  public Deployment deploy(Environment environment, Delivery delivery) throws InterruptedException {
    if (!environment.hooks().words().isEmpty()) {
      throw new IllegalArgumentException(
          environment + " has the hooks "
              + environment.hooks().words()
              + ", which are parts of a step; expected an environment without hooks; to mend it, deploy by a pipeline");
    }
    String caller = "a call by " + (delivery.who().isEmpty() ? "somebody" : delivery.who());
    Shipment shipment = delivery.load();
    Deploy.requireAble(environment, shipment);
    for (String approval : environment.approvals().keySet()) {
      ApprovalGate.ask(environment, approval, shipment.digest(), caller, time.now());
    }
    Deployer deployer = deployer(environment, caller);
    deployer.requireOpen();
    return deployer.deploy(
        shipment, delivery.who(), FreshSecrets.of(environment, delivery.secrets()::require));
  }

  /**
   * Makes an environment serve the kept release that it served before, with that release's own artifact and configuration, in the
   * same way as a deployment, but for hooks: it has to pass the smoke test before it gets the traffic. With a canary it gets all of it then, without shares, and is not
   * compared with what is served, which is what is to go. What was gone back from does not count: after
   * releases 1, 2 and 3, a rollback leads to 2, another to 1, and after a deployment of 4 then, to 1 again. After a process was killed in the middle of a deployment or a way back, it leads to what was served
   * before that deployment, or to where that way back was to lead; it begins at once, and what is left is neither mended nor proven first.
   *
   * @throws NoSuchReleaseException if there is none
   * @throws DeploymentFailedException if the release does not prove itself; the environment serves what it served before
   * @throws SlipwayException if the target or the records fail; the environment serves what it served before
   * @throws InterruptedException if the thread is interrupted; the environment serves what it served before
   */
  public Deployment rollback(Environment environment) throws InterruptedException {
    return deployer(environment, "a way back by hand")
        .returnTo((history, served) -> history
            .wayBackFrom(served)
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
    return deployer(environment, "a way back by hand")
        .returnTo((history, served) -> history.kept().stream()
            .filter(r -> r.number() == release)
            .findFirst()
            .orElseThrow(() -> none(environment, "release " + release + " is not kept", history)));
  }

  /**
   * Returns who deploys to an environment at the moment; empty if nobody does.
   *
   * @throws StoreException if the records of the environment cannot be read
   */
  public Optional<LeaseHolder> lockHolder(Environment environment) {
    return environment.records().holder(time);
  }

  /**
   * Takes the lock of an environment from whoever has it, which is recorded. Whoever had it can change nothing in the records any more, nor
   * on a target that keeps fencing tokens; what it has begun is finished or gone back from by the next deployment. A lock whose process is
   * gone need not be broken: it is taken over by itself.
   *
   * @param by who does this
   * @param reason why
   * @return who had it; empty if nobody had
   * @throws StoreException if the records of the environment cannot be written
   */
  public Optional<LeaseHolder> breakLock(Environment environment, String by, String reason) {
    return environment
        .records()
        .breakLock(
            time, Objects.requireNonNull(by, "by"), Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Returns all approvals that deployments to an environment have asked for, oldest first, decided or not.
   *
   * @throws RecordsException if the records of the environment are damaged
   * @throws StoreException if they cannot be read
   */
  public List<Approval> approvals(Environment environment) {
    return environment.records().read().approvals();
  }

  /**
   * Approves an artifact, so that deployments of it go on, in whichever process they wait.
   *
   * @param approval the name of the approval
   * @param digest the digest of the artifact
   * @param by who approves
   * @param reason why, or on what ground
   * @throws ApprovalRefusedException if nothing waits for it, it was decided already, or this one may not give it
   * @throws StoreException if the records of the environment cannot be written
   */
  public void approve(
      Environment environment, String approval, String digest, String by, String reason) {
    decide(environment, approval, digest, new Approval.Decision(true, by, reason, time.now()));
  }

  /** Refuses to approve an artifact: what waits for it ends as errored. Otherwise like {@link #approve}. */
  public void refuse(
      Environment environment, String approval, String digest, String by, String reason) {
    decide(environment, approval, digest, new Approval.Decision(false, by, reason, time.now()));
  }

  private void decide(
      Environment environment, String approval, String digest, Approval.Decision decision) {
    Set<String> allowed = environment.approvals().getOrDefault(approval, Set.of());
    Optional<Approval> asked = environment.records().read().approval(approval, digest);
    String found = null;
    if (asked.isEmpty()) {
      found = "nothing waits for it to be given to " + digest;
    } else if (asked.get().decision() != null) {
      found = "it was decided already: " + asked.get().decision();
    } else if (!allowed.isEmpty() && !allowed.contains(decision.by())) {
      found = decision.by() + " may not decide it";
    }
    if (found != null) {
      throw new ApprovalRefusedException(new Problem(
          environment + ", approval '" + approval + "'",
          found,
          "an approval that is waited for, given by "
              + (allowed.isEmpty() ? "anybody" : String.join(" or ", allowed)),
          "look at approvals(environment)"));
    }
    environment
        .records()
        .add(time.now(), new Records.Fact.ApprovalDecided(approval, digest, decision));
  }

  /**
   * Opens an environment until a moment, whatever its hours and freezes say; a later call replaces an earlier one. It is recorded.
   *
   * @param by who does this
   * @param reason why
   * @throws StoreException if the records of the environment cannot be written
   */
  public void open(Environment environment, Instant until, String by, String reason) {
    environment.records().add(time.now(), new Records.Fact.Opened(until, by, reason));
  }

  private Deployer deployer(Environment environment, String what) {
    String id = UUID.randomUUID().toString();
    return new Deployer(
        environment,
        time,
        Progress.lines(log),
        new HookRunner(environment.hooks(), null),
        new Claimant(id, what));
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
