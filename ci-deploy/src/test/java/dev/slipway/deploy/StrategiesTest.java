package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.canary.Tolerance;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.DefinitionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

/** How a release takes the place of another. */
@Timeout(60)
class StrategiesTest extends DeployFixture {
  private static final Canary CANARY = Strategy.canary(10, 50)
      .bake(Duration.ofMillis(50))
      .probingEvery(Duration.ZERO)
      .atMost(Duration.ofSeconds(30))
      // what a loaded machine does to latency is no matter of this test
      .tolerating(new Tolerance(0.05, 1000, Duration.ofSeconds(10), 1, 0.05));

  private Environment environment(
      Strategy strategy, Duration bakeTime, Map<String, String> configuration) {
    return Environment.named("production", e -> {
      e.target(target).store(database());
      e.strategy(strategy).bakeTime(bakeTime);
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      configuration.forEach(e::env);
    });
  }

  @Test
  void aGoodCanaryGetsItsSharesAndThenAll() throws InterruptedException {
    Environment production = environment(CANARY, Duration.ZERO, Map.of());
    deploy(production, "c1");
    assertThat(target.calls()).containsExactly("start 1", "route 1");
    deploy(production, "c2");
    assertThat(target.calls())
        .containsExactly(
            "start 1", "route 1", "start 2", "share 2 10", "share 2 50", "route 2", "retire 1");
    assertThat(steps.reported).contains("traffic shared", "canary judged");
    assertThat(steps.payloads)
        .filteredOn(p -> p.containsKey("verdict"))
        .singleElement()
        .satisfies(p -> assertThat(p).containsEntry("verdict", "PROMOTE"));
  }

  @Test
  void aCanaryThatFailsNowAndThenGoesBackWithNumbers() throws InterruptedException {
    deploy(environment(CANARY, Duration.ZERO, Map.of()), "c1");
    Environment flaky = environment(CANARY, Duration.ZERO, Map.of("FLAKY", "4"));
    assertThatThrownBy(() -> deploy(flaky, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("the new release did worse: errors in ")
        .hasMessageContaining("environment 'production' serves release 1, as before");
    assertThat(target.calls()).doesNotContain("route 2").endsWith("retire 2", "remove 2");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(deployments.history(flaky))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.ROLLED_BACK);
  }

  @Test
  void aCanaryWithoutAVerdictInTimeGoesBack() throws InterruptedException {
    Canary hasty = CANARY
        .bake(Duration.ZERO)
        .probingEvery(Duration.ofMillis(10))
        .atMost(Duration.ofMillis(200));
    deploy(environment(hasty, Duration.ZERO, Map.of()), "c1");
    assertThatThrownBy(() -> deploy(environment(hasty, Duration.ZERO, Map.of()), "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining(
            "no verdict on the canary within PT0.2S; the new release: not enough evidence yet");
  }

  @Test
  void aCanaryWhoseSharesAreCutShortGoesBack() throws InterruptedException {
    Canary slow = CANARY
        .bake(Duration.ofMillis(10))
        .probingEvery(Duration.ofMillis(50))
        .atMost(Duration.ofMillis(40));
    deploy(environment(slow, Duration.ZERO, Map.of()), "c1");
    assertThatThrownBy(() -> deploy(environment(slow, Duration.ZERO, Map.of()), "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining(
            "no verdict on the canary within PT0.04S; the canary by 10 %, 50 %"
                + " was cut short at 10 % by the limit of PT0.04S; so far, the new release: not enough");
    assertThat(target.calls()).contains("share 2 10").doesNotContain("share 2 50", "route 2");
  }

  @Test
  void aWayBackByHandIsNoCanaryAndIsProvenAllTheSame() throws InterruptedException {
    Environment production = environment(CANARY, Duration.ZERO, Map.of());
    deploy(production, "c1");
    deploy(production, "c2");
    List<String> lines = new ArrayList<>();
    Deployments aloud = deployments.withLog(lines::add);
    assertThat(aloud.rollback(production).release()).isEqualTo(1);
    assertThat(target.calls()).endsWith("retire 1", "start 1", "route 1", "retire 2");
    assertThat(lines).filteredOn(line -> line.startsWith("smoke test passed")).hasSize(2);
    assertThat(aloud.rollbackTo(production, 2).release()).isEqualTo(2);
    assertThat(target.calls()).endsWith("retire 2", "start 2", "route 2", "retire 1");
    assertThat(lines).noneMatch(line -> line.startsWith("canary judged"));
  }

  @Test
  void whatTheApplicationMeasuresIsComparedToo() throws InterruptedException {
    Environment first = environment(CANARY, Duration.ZERO, Map.of());
    deploy(first, "c1");
    int port = target.state().running().get(0).address().getPort();
    Canary measuring = CANARY
        .tolerating(Tolerance.standard())
        .measuring("memory", address -> address.getPort() == port ? 100 : 200);
    assertThatThrownBy(() -> deploy(environment(measuring, Duration.ZERO, Map.of()), "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("did worse: memory in ");
  }

  @Test
  void allAtOnceStopsTheOldReleaseFirstAndStartsItAgainForAWayBack() throws InterruptedException {
    Environment production = environment(Strategy.allAtOnce(), Duration.ZERO, Map.of());
    deploy(production, "c1");
    deploy(production, "c2");
    assertThat(target.calls())
        .containsExactly("start 1", "route 1", "retire 1", "start 2", "route 2", "retire 1");
    Environment bad =
        environment(Strategy.allAtOnce(), Duration.ZERO, Map.of("PUBLIC_STATUS", "500"));
    assertThatThrownBy(() -> deploy(bad, "c3")).isInstanceOf(DeploymentFailedException.class);
    assertThat(target.calls())
        .endsWith("start 3", "route 3", "retire 3", "start 2", "route 2", "retire 3", "remove 3");
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(deployments.current(bad).map(Release::number)).contains(2);
  }

  @Test
  void allAtOnceThatWasCutShortServesTheOldReleaseAgain() throws InterruptedException {
    Environment production = environment(Strategy.allAtOnce(), Duration.ZERO, Map.of());
    deploy(production, "c1");
    target.retire(deployments.current(production).orElseThrow());
    assertThat(target.state().serving()).isZero();
    assertThat(deployments.rollbackTo(production, 1).release()).isEqualTo(1);
    assertThat(target.state().serving()).isEqualTo(1);
  }

  @Test
  void aReleaseThatGoesBadWhileItIsWatchedGoesBack() throws InterruptedException {
    deploy(environment(Strategy.blueGreen(), Duration.ZERO, Map.of()), "c1");
    Environment watched =
        environment(Strategy.blueGreen(), Duration.ofMinutes(1), Map.of("PUBLIC_FLAKY", "2"));
    assertThatThrownBy(() -> deploy(watched, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("status: expected 200, found 500");
    assertThat(steps.payloads)
        .filteredOn(p -> "while it was watched".equals(p.get("when")))
        .hasSize(1);
    assertThat(target.state().serving()).isEqualTo(1);
    Environment good = environment(Strategy.blueGreen(), Duration.ofMillis(1500), Map.of());
    assertThat(deploy(good, "c3").outcome()).isEqualTo(Outcome.RELEASED);
  }

  @Test
  void aTargetThatCannotBeAskedWhileAReleaseIsWatchedIsNoFaultOfTheRelease()
      throws InterruptedException {
    Environment watched = Environment.named(
        "production",
        e -> e.target(new Silent(target))
            .store(database())
            .bakeTime(Duration.ofMillis(1500))
            .smoke(t -> t.get("/", r -> r.status(200))));
    assertThat(deploy(watched, "c1").outcome()).isEqualTo(Outcome.RELEASED);
    assertThat(target.calls()).containsExactly("start 1", "route 1");
  }

  /** Tells once more where it is when the traffic has moved, and then nothing. */
  private static final class Silent extends ForwardingTarget {
    private final AtomicInteger asked = new AtomicInteger(Integer.MIN_VALUE);

    Silent(Target target) {
      super(target);
    }

    @Override
    public TargetState state() {
      if (asked.incrementAndGet() > 1) {
        throw new TargetException(
            new Problem("server", "no answer", "one that answers", "look at it"));
      }
      return super.state();
    }

    @Override
    TargetControl steppingIn(TargetControl control) {
      return new Control(control) {
        @Override
        public void route(Release release) throws InterruptedException {
          super.route(release);
          asked.set(0);
        }
      };
    }
  }

  @Test
  void impossibleStrategiesAreRefused() {
    assertThatThrownBy(() -> Strategy.canary(10, 10))
        .hasMessage("shares grow from 1 to 99; [10, 10] do not");
    assertThatThrownBy(() -> Strategy.canary(100)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Strategy.canary()).isInstanceOf(IllegalArgumentException.class);
    Target plain = Mockito.mock();
    Mockito.when(plain.abilities()).thenReturn(Set.of());
    assertThatThrownBy(() -> Environment.named(
            "production", e -> e.target(plain).strategy(CANARY).bakeTime(Duration.ofSeconds(1))))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(4))
        .hasMessageContaining(
            "the strategy canary by 10 %, 50 % on a target that cannot share traffic")
        .hasMessageContaining("on a target that cannot run releases beside each other")
        .hasMessageContaining("a canary without a smoke test")
        .hasMessageContaining("a bake time of PT1S without a smoke test");
  }

  @Test
  void sharesThatLastLongerThanTheCanaryMayAreRefused() {
    for (Canary bad : List.of(
        CANARY.bake(Duration.ofMinutes(3)).atMost(Duration.ofMinutes(6)),
        CANARY.bake(Duration.ZERO).atMost(Duration.ZERO),
        CANARY.bake(Duration.ofSeconds(Long.MAX_VALUE)))) {
      assertThatThrownBy(() -> environment(bad, Duration.ZERO, Map.of()))
          .isInstanceOfSatisfying(
              DefinitionException.class, e -> assertThat(e.problems()).hasSize(1))
          .hasMessageContaining("environment 'production'")
          .hasMessageContaining("2 shares of " + bad.bake() + " each within " + bad.limit())
          .hasMessageContaining("a limit that is longer than all shares")
          .hasMessageContaining("correct bake or atMost");
    }
    Canary good =
        CANARY.bake(Duration.ofMinutes(3)).atMost(Duration.ofMinutes(6).plusNanos(2));
    assertThat(environment(good, Duration.ZERO, Map.of()).strategy()).isEqualTo(good);
  }
}
