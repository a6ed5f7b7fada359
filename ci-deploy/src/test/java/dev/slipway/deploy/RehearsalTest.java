package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.model.DefinitionException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

/** No release gets traffic without a proven way back. */
@Timeout(60)
class RehearsalTest extends DeployFixture {
  private Environment environment(Map<String, String> configuration) {
    return Environment.named("production", e -> {
      e.target(target).store(database()).rehearseWayBack();
      e.migrate("schema", (step, release) -> target.note("migrate " + release.number()));
      e.onFailure("alarm", (step, release) -> target.note("alarm " + release.number()));
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      configuration.forEach(e::env);
    });
  }

  @Test
  void theReleaseThatIsServedIsStartedOnceMoreBeforeTheNewOne() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    assertThat(target.calls()).containsExactly("migrate 1", "start 1", "route 1");
    deploy(production, "c2");
    assertThat(target.calls())
        .endsWith("route 1", "migrate 2", "rehearse 1", "start 2", "route 2", "retire 1");
    assertThat(target.copies()).isZero();
    assertThat(steps.reported).contains("way back rehearsed");
    assertThat(deployments.rollback(production).release()).isEqualTo(1);
    assertThat(target.calls()).filteredOn(call -> call.startsWith("rehearse")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"COPY_STATUS, 500, 'expected 200, found 500'", "COPY, no, ended at once"})
  void withoutAProvenWayBackTheDeploymentEnds(String variable, String value, String why)
      throws InterruptedException {
    deploy(environment(Map.of(variable, value)), "c1");
    Environment production = environment(Map.of());
    assertThatThrownBy(() -> deploy(production, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("the way back to release 1 (commit c1) is not proven: ")
        .hasMessageContaining(why)
        .hasMessageContaining("environment 'production' serves release 1, as before");
    assertThat(target.calls()).doesNotContain("start 2", "route 2").endsWith("alarm 2");
    assertThat(target.copies()).isZero();
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(steps.reported).contains("way back not proven", "rolled back");
    assertThat(deployments.history(production))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.ROLLED_BACK);
  }

  @Test
  void aReleaseThatIsNotKeptAnyMoreIsNoWayBack() throws InterruptedException {
    Environment production = environment(Map.of());
    deploy(production, "c1");
    target.forget(1);
    assertThatThrownBy(() -> deploy(production, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("is not proven: ")
        .hasMessageContaining("release 1 (commit c1) is not kept");
    assertThat(target.state().serving()).isEqualTo(1);
  }

  @Test
  void isRefusedWhereItCannotBe() {
    Target plain = Mockito.mock();
    Mockito.when(plain.abilities()).thenReturn(Set.of(TargetAbility.RUNS_BESIDE));
    assertThatThrownBy(
            () -> Environment.named("production", e -> e.target(plain).rehearseWayBack()))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(2))
        .hasMessageContaining(
            "a rehearsal on a target that cannot start one more copy of a release")
        .hasMessageContaining("a rehearsal without a smoke test");
  }
}
