package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.ScriptedTarget;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.model.BuildContext;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Effect;
import dev.slipway.model.Gate;
import dev.slipway.model.Trust;
import dev.slipway.store.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeployTest extends DeployFixture {

  @Test
  void aFirstReleaseIsStartedProvenAndServed() throws InterruptedException {
    Environment production = environment(Map.of("GREETING", "one"));
    Deployment deployment = deploy(production, "c1");
    assertThat(deployment.outcome()).isEqualTo(Outcome.RELEASED);
    assertThat(deployment.release()).isEqualTo(1);
    assertThat(deployment.previous()).isZero();
    assertThat(target.calls()).containsExactly("start 1", "route 1");
    assertThat(steps.reported)
        .containsExactly(
            "deployment started",
            "release started",
            "smoke test passed",
            "traffic moved",
            "smoke test passed",
            "released");
    assertThat(deployments.current(production)).hasValueSatisfying(r -> {
      assertThat(r.commit()).isEqualTo("c1");
      assertThat(r.digest()).isEqualTo("sha256:c1");
      assertThat(r.buildId()).isEqualTo("build-c1");
      assertThat(r.configuration()).containsEntry("GREETING", "one");
    });
    assertThat(deployments.history(production)).containsExactly(deployment);
  }

  @Test
  void theOldReleaseIsRetiredOnlyAfterTheNewOneIsProvenWithTraffic() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    deploy(environment(Map.of()), "c2");
    assertThat(target.calls())
        .containsExactly("start 1", "route 1", "start 2", "route 2", "retire 1");
  }

  @Test
  void aReleaseThatFailsByItselfNeverHasTraffic() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    Environment bad = environment(Map.of("STATUS", "500"));
    DeploymentFailedException e =
        catchThrowableOfType(DeploymentFailedException.class, () -> deploy(bad, "c2"));
    assertThat(e.reason().sentence())
        .startsWith("smoke test 'production' failed against http://localhost:")
        .endsWith(": GET /: status: expected 200, found 500;"
            + " environment 'production' serves release 1, as before");
    assertThat(e.deployment().outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(e.deployment().serving()).isEqualTo(1);
    assertThat(target.calls()).containsSubsequence("start 2", "retire 2", "remove 2");
    assertThat(target.calls()).doesNotContain("route 2", "retire 1");
    assertThat(steps.reported).endsWith("smoke test failed", "rolled back");
    assertThat(steps.payloads.get(steps.payloads.size() - 1))
        .containsEntry("release", 2)
        .containsEntry("serving", 1);
    assertThat(deployments.current(bad).map(Release::number)).contains(1);
    assertThat(deployments.releases(bad)).extracting(Release::number).containsExactly(1);
  }

  @Test
  void aReleaseThatFailsWithTrafficGivesItBack() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    Environment bad = environment(Map.of("PUBLIC_STATUS", "502"));
    assertThatThrownBy(() -> deploy(bad, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("status: expected 200, found 502");
    assertThat(target.calls()).endsWith("start 2", "route 2", "route 1", "retire 2", "remove 2");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(deployments.current(bad).map(Release::number)).contains(1);
  }

  @Test
  void aFirstReleaseThatFailsLeavesNothingServed() {
    Environment bad = environment(Map.of("PUBLIC_STATUS", "502"));
    assertThatThrownBy(() -> deploy(bad, "c1"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("environment 'production' serves nothing, as before");
    assertThat(target.state().serving()).isZero();
    assertThat(deployments.current(bad)).isEmpty();
  }

  @Test
  void aReleaseThatDoesNotStartFailsTheStep() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    assertThatThrownBy(() -> deploy(environment(Map.of("START", "no")), "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("release 2 (commit c2) ended at once");
    assertThat(target.state().kept()).containsExactly(1);
  }

  @Test
  void aTargetThatFailsIsAnErrorAndTheOldReleaseStaysServed() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    target.failNext("route");
    assertThatThrownBy(() -> deploy(production, "c2"))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("route failed");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(deployments.history(production))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.ABORTED);
    assertThat(steps.reported).endsWith("aborted");
  }

  @Test
  void aFailureWhileGoingBackIsToldBesideTheFirst() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    target.failNext("retire");
    DeploymentFailedException e = catchThrowableOfType(
        DeploymentFailedException.class, () -> deploy(environment(Map.of("STATUS", "500")), "c2"));
    assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(TargetException.class);
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(deploy(environment(Map.of()), "c3").release()).isEqualTo(3);
    assertThat(target.state().running()).hasSize(1);
  }

  @Test
  void aRollbackRestoresTheReleaseWithItsOwnConfiguration() throws Exception {
    for (int i = 1; i <= 3; i++) {
      deploy(environment(Map.of("GREETING", "number " + i)), "c" + i);
    }
    Environment production = environment(Map.of("GREETING", "now"));
    Deployment back = deployments.rollback(production);
    assertThat(back.release()).isEqualTo(2);
    assertThat(back.previous()).isEqualTo(3);
    assertThat(deployments.current(production))
        .hasValueSatisfying(
            r -> assertThat(r.configuration()).containsEntry("GREETING", "number 2"));
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
    assertThat(deploy(production, "c4").release()).isEqualTo(4);
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
    assertThat(deployments.rollbackTo(production, 3).release()).isEqualTo(3);
    assertThat(target.state().serving()).isEqualTo(3);
    assertThat(deployments.rollbackTo(production, 3).previous()).isEqualTo(3);
    assertThat(target.state().running()).hasSize(1);
  }

  @Test
  void goingBackToWhatIsNotKeptIsRefused() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    assertThatThrownBy(() -> deploy(environment(Map.of("STATUS", "500")), "c2"))
        .isInstanceOf(DeploymentFailedException.class);
    assertThatThrownBy(() -> deployments.rollbackTo(production, 2))
        .isInstanceOf(NoSuchReleaseException.class)
        .hasMessage(
            "environment 'production': release 2 is not kept; expected one of the kept releases"
                + " [1]; to mend it, choose a kept release, or deploy its commit again");
    assertThatThrownBy(() -> deployments.rollback(production))
        .isInstanceOf(NoSuchReleaseException.class)
        .hasMessageContaining("no release to go back to");
  }

  @Test
  void onlySoManyReleasesAreKept() throws InterruptedException {
    Environment production = environment(Map.of());
    for (int i = 1; i <= 5; i++) {
      deploy(production, "c" + i);
    }
    assertThat(deployments.releases(production))
        .extracting(Release::number)
        .containsExactly(5, 4, 3);
    assertThat(target.state().kept()).containsExactlyInAnyOrder(3, 4, 5);
  }

  @Test
  void aDeploymentCutShortBeforeTheTrafficIsClearedUpByTheNext() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    Release lost = release(2, Map.of());
    fact(production, new Records.Fact.Made(lost));
    target.start(lost, TestFiles.none(), line -> {});
    assertThat(deploy(production, "c3").release()).isEqualTo(3);
    assertThat(target.state().running()).hasSize(1);
    assertThat(deployments.history(production))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.ABORTED, Outcome.RELEASED);
  }

  @Test
  void aDeploymentCutShortWithTrafficIsFinishedIfItIsGoodAndGoneBackFromIfNot()
      throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    cutShortWithTraffic(production, release(2, Map.of()));
    assertThat(deploy(production, "c3").previous()).isEqualTo(2);
    cutShortWithTraffic(production, release(4, Map.of("PUBLIC_STATUS", "500")));
    assertThat(deploy(production, "c5").previous()).isEqualTo(3);
    assertThat(deployments.releases(production))
        .extracting(Release::number)
        .containsExactly(5, 3, 2);
    assertThat(target.state().running()).hasSize(1);
  }

  @Test
  void oneDeploymentWaitsForTheOther() throws Exception {
    Environment production = environment(Map.of());
    Records records = production.records();
    Records.Hold hold = hold(production, "first");
    Records.Claimant second = new Records.Claimant("second", "another test");
    assertThatThrownBy(() -> records.hold(time, second, Duration.ofMillis(1), line -> {}))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("its lock was not free for PT0.001S: it is held by first (process ");
    CompletableFuture<Deployment> other = new CompletableFuture<>();
    time.start("other", () -> {
      try {
        other.complete(deploy(production, "c1"));
      } catch (InterruptedException e) {
        other.completeExceptionally(e);
      }
    });
    steps.awaitLine("waits for the lock of environment 'production': it is held by first");
    assertThat(target.calls()).isEmpty();
    hold.close();
    assertThat(other.get().outcome()).isEqualTo(Outcome.RELEASED);
  }

  @Test
  void anInterruptedDeploymentIsAborted() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> deploy(production, "c2")).isInstanceOf(InterruptedException.class);
    assertThat(target.calls()).containsExactly("start 1", "route 1");
    assertThatThrownBy(() -> deploy(environment(Map.of("START", "interrupt")), "c2"))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().running()).hasSize(1);
    assertThat(deployments.history(production))
        .last()
        .satisfies(d -> assertThat(d.reason())
            .isEqualTo("it was cancelled; environment 'production' serves release 1, as before"));
  }

  @Test
  void aWayBackThatFailsIsToldAsItIs() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    Target oneWay = new OneWay(target, "");
    Environment bad = Environment.named(
        "production",
        e -> e.target(oneWay)
            .store(database())
            .env("PUBLIC_STATUS", "500")
            .smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO)));
    assertThatThrownBy(() -> deploy(bad, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("environment 'production' serves release 2 and not release 1");
    assertThat(deployments.current(production).orElseThrow().number()).isEqualTo(2);
    assertThat(target.state().serving()).isEqualTo(2);
    deploy(production, "c3");
    assertThat(deployments.current(production).orElseThrow().number()).isEqualTo(3);
  }

  @Test
  void aReleaseThatIsServedAndCannotBeMendedIsServedOn() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    Environment broken = Environment.named(
        "production", e -> e.target(new OneWay(target, "a server is lost")).store(database()));
    assertThatThrownBy(() -> deployments.rollbackTo(broken, 1))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("lost");
    assertThat(target.calls()).doesNotContain("retire 1", "remove 1");
    assertThat(target.state().serving()).isEqualTo(1);
  }

  /** Leads to no release that was served before; or has trouble, and starts nothing. */
  private static final class OneWay extends ForwardingTarget {
    private final String trouble;

    OneWay(ScriptedTarget target, String trouble) {
      super(target);
      this.trouble = trouble;
    }

    @Override
    public TargetState state() {
      TargetState real = super.state();
      return new TargetState(real.address(), real.serving(), real.running(), real.kept(), trouble);
    }

    @Override
    TargetControl steppingIn(TargetControl control) {
      return new Control(control) {
        @Override
        public RunningRelease start(
            Release release,
            @Nullable ReleaseFiles files,
            int failuresAllowed,
            Consumer<String> log)
            throws InterruptedException {
          if (!trouble.isEmpty()) {
            throw new TargetException(
                new Problem("server", "lost", "one that is there", "find it"));
          }
          return super.start(release, files, failuresAllowed, log);
        }

        @Override
        public void route(Release release) throws InterruptedException {
          if (release.number() == 1 && trouble.isEmpty()) {
            throw new TargetException(new Problem("way back", "blocked", "free", "free it"));
          }
          super.route(release);
        }
      };
    }
  }

  @Test
  void brokenRecordsAreToldWithTheirPlace() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    database()
        .write(t -> t.update("UPDATE slipway_deployment_fact SET fact = 'oops' WHERE number = 2"));
    assertThatThrownBy(() -> deployments.current(production))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining(", environment 'production', fact 2: ");
  }

  @Test
  void whoHasLostTheLockChangesNothing() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    try (Records.Hold stale = hold(production, "stale")) {
      assertThat(deployments.lockHolder(production).orElseThrow().what()).isEqualTo("stale");
      assertThat(deployments.breakLock(production, "ann", "it hangs")).isPresent();
      assertThat(deployments.lockHolder(production)).isEmpty();
      assertThat(deploy(production, "c2").release()).isEqualTo(2);
      assertThatThrownBy(() -> stale.add(new Records.Fact.Serving(1)))
          .isInstanceOf(LeaseLostException.class);
      assertThatThrownBy(() -> target.control(stale.token()))
          .isInstanceOf(StaleOwnerException.class);
    }
    assertThat(deployments.current(production).map(Release::number)).contains(2);
  }

  @Test
  void aStepWaitsForTheLockAtItsGate() throws InterruptedException {
    Environment production = environment(Map.of());
    Gate gate = Deploy.of(JAR).to(production).gates().get(1);
    Gate.Question question = new Gate.Question(
        "build-c1",
        "deploy",
        BuildContext.onBranch("main"),
        Map.of(),
        Map.of(),
        time,
        Instant.EPOCH);
    assertThat(gate.name()).isEqualTo("lock of environment 'production'");
    Records.Hold hold = hold(production, "another");
    assertThat(gate.ask(question))
        .isInstanceOfSatisfying(
            Gate.Wait.class, w -> assertThat(w.why()).startsWith("it is held by another (process"));
    hold.close();
    Gate.Open open = (Gate.Open) gate.ask(question);
    // the step gets the lock that its gate holds, and does not give it back
    assertThat(deploy(production, "c1").release()).isEqualTo(1);
    assertThat(deployments.lockHolder(production)).isPresent();
    open.lease().close();
    assertThat(deployments.lockHolder(production)).isEmpty();
  }

  @Test
  void everythingWrongWithAnEnvironmentIsToldAtOnce() {
    assertThatThrownBy(() -> Environment.named(
            "a/b", e -> e.keep(1).env("1X", "y").smoke(t -> t.get("/", r -> r.status(1)))))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(5))
        .hasMessageContaining("environment 'a/b': no target")
        .hasMessageContaining("environment 'a/b', smoke test 'a/b', GET /: the status 1");
  }

  @Test
  void theActionSaysWhatAPipelineNeedsToKnow() {
    Deploy action = Deploy.of(JAR).to(environment(Map.of()));
    assertThat(action.artifacts()).containsExactly(JAR);
    assertThat(action.effect()).isEqualTo(Effect.OUTSIDE_REPEATABLE);
    assertThat(action.outputType()).isEqualTo(Deployment.class);
    assertThat(action.standIn())
        .hasValueSatisfying(
            d -> assertThat(Json.read(Json.write(d), Deployment.class)).isEqualTo(d));
    BuildContext trusted = BuildContext.onBranch("main");
    assertThat(action.preflight(trusted)).isEmpty();
    assertThat(action.preflight(trusted.withTrust(Trust.UNTRUSTED)))
        .singleElement()
        .hasToString(
            "environment 'production': an untrusted build; expected a trusted one; to mend it,"
                + " deploy from a branch whose code is trusted");
  }

  private Environment environment(Map<String, String> configuration) {
    return Environment.named("production", e -> {
      e.target(target).store(database()).keep(3);
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      configuration.forEach(e::env);
    });
  }

  private static Release release(int number, Map<String, String> configuration) {
    return new Release(
        number,
        "app",
        "sha256:x",
        "",
        configuration,
        Map.of(),
        List.of(),
        "b",
        "lost",
        "",
        Instant.EPOCH);
  }
}
