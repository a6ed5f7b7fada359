package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left by processes that were killed, and by failures, does not stand in the way of what is asked for next. */
@Timeout(60)
class AftermathTest extends DeployFixture {

  @Test
  void whatIsServedAndCannotBeStartedAgainBlocksNoDeployment() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    lose(1);
    assertThat(deploy(production, "c2").release()).isEqualTo(2);
    steps.awaitLine("release 1 (commit c1) is not served again: scripted target");
    assertThat(target.state().serving()).isEqualTo(2);
  }

  @Test
  void whatIsServedAndCannotBeStartedAgainBlocksNoWayBack() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    deploy(production, "c2");
    lose(2);
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
    assertThat(target.state().serving()).isEqualTo(1);
  }

  @Test
  void whatIsNotServedNeedsNoRehearsal() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    lose(1);
    Environment rehearsed = environment(e -> e.rehearseWayBack());
    assertThat(deploy(rehearsed, "c2").release()).isEqualTo(2);
    assertThat(target.calls()).doesNotContain("rehearse 1");
  }

  /** The old release was stopped first, and could not be started when the new one was bad. */
  @Test
  void aWayBackThatFailedIsTriedAgain() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    Environment bad = Environment.named(
        "production",
        e -> e.target(new NoWayTo(1))
            .store(database())
            .strategy(Strategy.allAtOnce())
            .env("PUBLIC_STATUS", "500")
            .smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO)));
    assertThatThrownBy(() -> deploy(bad, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("serves nothing and not release 1");
    assertThat(target.state().serving()).isZero();
    Environment production = environment(Map.of("STATUS", "500"));
    assertThat(deployments.current(production).map(Release::number)).contains(1);
    assertThatThrownBy(() -> deploy(production, "c3"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("serves release 1, as before");
    assertThat(target.state().serving()).isEqualTo(1);
  }

  @Test
  void theTrafficIsGivenBackAlsoWithoutTheDatabase() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    Environment production = Environment.named(
        "production",
        e -> e.target(new BreaksRecords())
            .store(database())
            .smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO)));
    assertThatThrownBy(() -> deploy(production, "c2")).hasMessageContaining("slipway.db");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().running()).extracting(RunningRelease::number).containsExactly(1);
  }

  @Test
  void aWayBackThatWasCutShortWithTheTrafficMovedLeadsWhereItWasTo() throws InterruptedException {
    Environment production = threeReleases();
    cutShortOnTheWayTo(production, 2);
    fact(production, new Records.Fact.Serving(2));
    assertThat(deployments.rollback(production).release()).isEqualTo(2);
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
  }

  @Test
  void aWayBackThatWasCutShortBeforeItWasNotedLeadsWhereItWasTo() throws InterruptedException {
    Environment production = threeReleases();
    cutShortOnTheWayTo(production, 2);
    assertThat(deployments.rollback(production).release()).isEqualTo(2);
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
  }

  @Test
  void aWayBackThatWasCutShortBeforeTheTrafficMovedIsGoneAgain() throws InterruptedException {
    Environment production = threeReleases();
    fact(production, new Records.Fact.Returning(2));
    assertThat(deployments.rollback(production).release()).isEqualTo(2);
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(target.state().running()).hasSize(1);
  }

  @Test
  void aWayBackThatWasCutShortIsFinishedByTheNextDeployment() throws InterruptedException {
    Environment production = threeReleases();
    cutShortOnTheWayTo(production, 2);
    assertThat(deploy(production, "c4").previous()).isEqualTo(2);
    assertThat(deployments.history(production))
        .extracting(Deployment::release)
        .containsExactly(1, 2, 3, 2, 4);
    assertThat(deployments.rollback(production).release()).isEqualTo(2);
    assertThat(deployments.releases(production))
        .extracting(Release::number)
        .containsExactly(4, 3, 2, 1);
  }

  @Test
  void aWayBackThatWasCutShortToWhatIsBadIsGoneBackFrom() throws InterruptedException {
    deploy(environment(Map.of("PUBLIC_FLAKY", "2")), "c1");
    Environment production = environment(Map.of());
    deploy(production, "c2");
    deploy(production, "c3");
    cutShortOnTheWayTo(production, 1);
    // each second request with traffic fails: this one passed, the next does not
    Environment strict = environment(e -> e.smoke(t ->
        t.get("/", r -> r.status(200)).get("/again", r -> r.status(200)).retryFor(Duration.ZERO)));
    assertThat(deploy(strict, "c4").previous()).isEqualTo(3);
    assertThat(deployments.history(production))
        .extracting(Deployment::outcome)
        .containsExactly(
            Outcome.RELEASED,
            Outcome.RELEASED,
            Outcome.RELEASED,
            Outcome.ROLLED_BACK,
            Outcome.RELEASED);
    assertThat(deployments.releases(production))
        .extracting(Release::number)
        .containsExactly(4, 3, 2, 1);
  }

  @Test
  void aWayBackFromWhatWasCutShortLeadsOneReleaseBack() throws InterruptedException {
    Environment production = threeReleases();
    Release lost = release(4, Map.of("PUBLIC_STATUS", "500"));
    cutShortWithTraffic(production, lost);
    assertThat(deployments.rollback(production).release()).isEqualTo(3);
    assertThat(target.state().serving()).isEqualTo(3);
    assertThat(target.state().kept()).doesNotContain(4);
    assertThat(deployments.history(production))
        .filteredOn(d -> d.release() == 4)
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.ABORTED);
    assertThat(deployments.rollback(production).release()).isEqualTo(2);
  }

  /** What a person wants to leave is not asked for proofs first. */
  @Test
  void aWayBackDoesNotProveWhatWasCutShort() throws InterruptedException {
    Environment production = threeReleases();
    cutShortWithTraffic(production, release(4, Map.of()));
    List<String> before = target.calls();
    deployments.rollbackTo(production, 2);
    assertThat(target.calls().subList(before.size(), target.calls().size()))
        .startsWith("start 2", "route 2", "retire 4")
        .endsWith("retire 4", "remove 4");
    assertThat(target.state().running()).hasSize(1);
  }

  /** All at once stops the old release first, and the process was killed before the new one had the traffic. */
  @Test
  void aWayBackWhereNothingIsServedAnyMoreLeadsToWhatWas() throws InterruptedException {
    threeReleases();
    Environment production = environment(e -> e.strategy(Strategy.allAtOnce()));
    fact(production, new Records.Fact.Made(release(4, Map.of())));
    target.retire(release(3, Map.of()));
    target.start(release(4, Map.of()), TestFiles.none(), line -> {});
    assertThat(deployments.rollback(production).release()).isEqualTo(3);
    assertThat(target.calls())
        .containsSubsequence("start 4", "retire 4", "start 3", "route 3", "remove 4");
  }

  /** It was started on a way back by a process that was killed before it led the traffic there. */
  @Test
  void whatRunsAndHasNoTrafficIsNotServed() throws InterruptedException {
    threeReleases();
    Environment production = environment(e -> e.strategy(Strategy.allAtOnce()));
    Release third = production.records().read().release(3).orElseThrow();
    target.retire(third);
    target.start(third, null, line -> {});
    assertThat(target.state().serving()).isZero();
    assertThat(deployments.rollbackTo(production, 3).release()).isEqualTo(3);
    assertThat(target.state().serving()).isEqualTo(3);
  }

  /** Its process was killed on the automatic way back from it, when it had been stopped. */
  @Test
  void whatWasNeverProvenIsNotServedAgain() throws InterruptedException {
    threeReleases();
    Environment production = environment(e -> e.strategy(Strategy.allAtOnce()));
    fact(production, new Records.Fact.Made(release(4, Map.of())));
    target.retire(release(3, Map.of()));
    fact(production, new Records.Fact.Serving(4));
    Environment bad = environment(e -> e.env("STATUS", "500").strategy(Strategy.allAtOnce()));
    assertThatThrownBy(() -> deploy(bad, "c5"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("serves release 3, as before");
    assertThat(deployments.current(production).map(Release::number)).contains(3);
  }

  @Test
  void aWayBackThatWasCutShortWithNothingServedLeadsWhereItWasTo() throws InterruptedException {
    threeReleases();
    Environment production = environment(e -> e.strategy(Strategy.allAtOnce()));
    fact(production, new Records.Fact.Returning(1));
    target.retire(release(3, Map.of()));
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
  }

  @Test
  void aReleaseThatWasDeletedAndNotNotedSoIsNotOfferedForLong() throws InterruptedException {
    Environment production = environment(e -> e.keep(2));
    deploy(environment(e -> e.keep(3)), "c1");
    deploy(environment(e -> e.keep(3)), "c2");
    deploy(environment(e -> e.keep(3)), "c3");
    target.remove(release(1, Map.of()));
    Environment bad = environment(e -> e.keep(2).env("STATUS", "500"));
    assertThatThrownBy(() -> deploy(bad, "c4")).isInstanceOf(DeploymentFailedException.class);
    assertThat(deployments.releases(production)).extracting(Release::number).containsExactly(3, 2);
  }

  @Test
  void whatCouldNotBeRemovedIsTheNextTime() throws InterruptedException {
    deploy(environment(Map.of()), "c1");
    target.failNext("remove");
    assertThatThrownBy(() -> deploy(environment(Map.of("STATUS", "500")), "c2"))
        .isInstanceOf(DeploymentFailedException.class);
    assertThat(target.state().kept()).containsExactlyInAnyOrder(1, 2);
    deploy(environment(Map.of()), "c3");
    assertThat(target.state().kept()).containsExactlyInAnyOrder(1, 3);
  }

  @Test
  void whatCannotBeRemovedBlocksNothing() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    fact(production, new Records.Fact.Made(release(2, Map.of())));
    target.failNext("remove");
    assertThat(deploy(production, "c3").release()).isEqualTo(3);
    steps.awaitLine("release 2 (commit lost) is not removed: scripted target: remove failed");
  }

  @Test
  void theSecretOfWhatWasCutShortIsMasked() throws InterruptedException {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    Consumer<EnvironmentBuilder> secretive = e -> e.secret("GREETING", "shop/greeting")
        .sealWith(SealingKey.of(Secret.of("KEY", key)))
        .smoke(t -> t.get("/", r -> r.bodyContains("plain")).retryFor(Duration.ZERO));
    steps.secrets.put("shop/greeting", "plain and secret");
    deploy(environment(secretive), "c1");
    steps.secrets.put("shop/greeting", "a long password");
    FreshSecrets fresh = FreshSecrets.of(
        environment(secretive), n -> steps.context(time, directory, "c2").secret(n));
    Release lost = release(2, fresh.marks());
    try (Records.Hold hold = hold(environment(secretive), "a test")) {
      hold.make(lost, fresh.sealed(lost), List.of());
    }
    target.given().put(2, Map.of("GREETING", Secret.of("GREETING", "a long password")));
    target.start(lost, TestFiles.none(), line -> {});
    target.route(lost);
    steps.secrets.put("shop/greeting", "plain and new");
    deploy(environment(secretive), "c3");
    assertThat(deployments.history(environment(secretive)))
        .filteredOn(d -> d.release() == 2)
        .singleElement()
        .satisfies(d -> assertThat(d.reason()).contains("***").doesNotContain("password"));
    assertThat(steps.told).noneMatch(line -> line.contains("password"));
  }

  /** No more places are changed at once than the strategy may. */
  @Test
  void placesThatDifferAreLedBackInBatches() throws InterruptedException {
    Places places = new Places();
    Environment production = environment(e -> e.target(places).strategy(Strategy.rolling(2)));
    deploy(production, "c1");
    places.trouble = "c serves nothing";
    deploy(production, "c2");
    assertThat(target.calls())
        .containsSubsequence("roll 1 by 2, failures all", "start 2", "roll 2 by 2, failures 0");
  }

  private Environment threeReleases() throws InterruptedException {
    Environment production = environment(Map.of());
    for (int i = 1; i <= 3; i++) {
      deploy(production, "c" + i);
    }
    return production;
  }

  /** Leaves what a process leaves that is killed on the way back, with the traffic moved. */
  private void cutShortOnTheWayTo(Environment environment, int number) throws InterruptedException {
    fact(environment, new Records.Fact.Returning(number));
    Release goal = environment.records().read().release(number).orElseThrow();
    target.start(goal, null, line -> {});
    target.route(goal);
  }

  /** The release is gone, and with it all that is needed to start it. */
  private void lose(int number) {
    target.retire(release(number, Map.of()));
    target.forget(number);
  }

  private Environment environment(Map<String, String> configuration) {
    return environment(e -> configuration.forEach(e::env));
  }

  private Environment environment(Consumer<EnvironmentBuilder> more) {
    return Environment.named("production", e -> {
      e.target(target).store(database());
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      more.accept(e);
    });
  }

  private static Release release(int number, Map<String, String> variables) {
    boolean secrets = variables.containsKey("GREETING");
    return new Release(
        number,
        "app",
        "sha256:x",
        "",
        secrets ? Map.of() : variables,
        secrets ? variables : Map.of(),
        List.of(),
        "b",
        "lost",
        "",
        Instant.EPOCH);
  }

  /** Has several places, as far as can be seen. */
  private final class Places extends ForwardingTarget {
    private String trouble = "";

    Places() {
      super(target);
    }

    @Override
    public Set<TargetAbility> abilities() {
      return Set.of(TargetAbility.FILES, TargetAbility.BATCHES);
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
        public void roll(Release release, int batch, int failuresAllowed)
            throws InterruptedException {
          target.note("roll " + release.number() + " by " + batch + ", failures "
              + (failuresAllowed == Integer.MAX_VALUE ? "all" : failuresAllowed));
          real.route(release);
          trouble = "";
        }
      };
    }
  }

  /** Does not lead the traffic to a release. */
  private final class NoWayTo extends ForwardingTarget {
    private final int number;

    NoWayTo(int number) {
      super(target);
      this.number = number;
    }

    @Override
    TargetControl steppingIn(TargetControl control) {
      return new Control(control) {
        @Override
        public void route(Release release) throws InterruptedException {
          if (release.number() == number) {
            throw new TargetException(new Problem("way back", "blocked", "free", "free it"));
          }
          super.route(release);
        }
      };
    }
  }

  /** The records cannot be used any more once it has led the traffic to a release. */
  private final class BreaksRecords extends ForwardingTarget {
    BreaksRecords() {
      super(target);
    }

    @Override
    TargetControl steppingIn(TargetControl control) {
      return new Control(control) {
        @Override
        public void route(Release release) throws InterruptedException {
          super.route(release);
          breakRecords();
        }
      };
    }

    private void breakRecords() {
      try (var files = Files.list(directory)) {
        for (Path each : files.filter(f -> f.toString().contains("slipway.db")).toList()) {
          if (Files.isRegularFile(each)) {
            Files.delete(each);
          }
        }
        Files.createDirectories(directory.resolve("slipway.db"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
