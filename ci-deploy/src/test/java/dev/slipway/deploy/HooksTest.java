package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.model.DefinitionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a deployment does besides. */
@Timeout(60)
class HooksTest extends DeployFixture {
  private final List<String> done = new CopyOnWriteArrayList<>();

  private Environment environment(Consumer<EnvironmentBuilder> more) {
    return Environment.named("production", e -> {
      e.target(target).store(database());
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      more.accept(e);
    });
  }

  /** A hook that notes how much was done on the target before it. */
  private Hook noting(String name) {
    return (step, release) ->
        done.add(name + " " + release.number() + " after " + target.calls().size());
  }

  private Environment noting() {
    return environment(e -> e.after("told", noting("told"))
        .migrate("schema", noting("schema"))
        .migrate("data", noting("data"))
        .before("announced", noting("announced"))
        .onFailure("alarm", noting("alarm")));
  }

  @Test
  void hooksRunAtTheirMoments() throws InterruptedException {
    deploy(noting(), "c1");
    assertThat(target.calls()).containsExactly("start 1", "route 1");
    assertThat(done)
        .containsExactly(
            "announced 1 after 0", "schema 1 after 0", "data 1 after 0", "told 1 after 2");
    assertThat(steps.payloads)
        .filteredOn(p -> p.containsKey("hook"))
        .extracting(p -> p.get("moment") + " " + p.get("hook"))
        .containsExactly(
            "before announced",
            "before announced",
            "migrate schema",
            "migrate schema",
            "migrate data",
            "migrate data",
            "after told",
            "after told");
  }

  @Test
  void aHookThatFailsLeavesWhatWasServed() throws InterruptedException {
    deploy(noting(), "c1");
    done.clear();
    Environment failing = environment(e -> e.migrate("schema", (step, release) -> {
          throw new IllegalStateException("column 'price' is in use");
        })
        .migrate("data", noting("data"))
        .onFailure("alarm", noting("alarm")));
    assertThatThrownBy(() -> deploy(failing, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("hook 'schema' failed: column 'price' is in use")
        .hasMessageContaining("environment 'production' serves release 1, as before");
    assertThat(target.calls()).doesNotContain("start 2", "route 2");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(done).singleElement().satisfies(alarm -> assertThat(alarm).startsWith("alarm 2 "));
    assertThat(deployments.history(failing))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.ROLLED_BACK);
  }

  @Test
  void aBadReleaseRunsTheHooksOfFailure() throws InterruptedException {
    deploy(noting(), "c1");
    done.clear();
    Environment bad =
        environment(e -> e.env("PUBLIC_STATUS", "500").onFailure("alarm", (step, release) -> {
          done.add("alarm " + target.state().serving());
          throw new IllegalStateException("nobody hears it");
        }));
    assertThatThrownBy(() -> deploy(bad, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("found 500")
        .satisfies(e -> assertThat(e.getSuppressed())
            .extracting(Throwable::getMessage)
            .contains("hook 'alarm' failed: nobody hears it"));
    assertThat(done).containsExactly("alarm 1");
  }

  @Test
  void aHookThatFailsAfterwardsIsToldAndTheReleaseStays() throws InterruptedException {
    Environment after = environment(e -> e.after("told", (step, release) -> {
      throw new IllegalStateException("nobody is there");
    }));
    assertThat(deploy(after, "c1").outcome()).isEqualTo(Outcome.RELEASED);
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(steps.payloads)
        .filteredOn(p -> "hook 'told' failed: nobody is there".equals(p.get("reason")))
        .hasSize(1);
  }

  @Test
  void aHookThatHangsIsInterruptedAndHasFailed() throws InterruptedException {
    Environment hanging =
        environment(e -> e.hooksWithin(Duration.ofMillis(200)).before("backup", (step, release) -> {
          try {
            new CountDownLatch(1).await();
          } finally {
            done.add("interrupted");
          }
        }));
    assertThatThrownBy(() -> deploy(hanging, "c1"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("hook 'backup' did not end within PT0.2S; ");
    assertThat(done).containsExactly("interrupted");
    assertThat(target.state().kept()).isEmpty();
  }

  @Test
  void aStepThatIsCancelledStopsItsHook() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    Environment patient = environment(e -> e.before("backup", (step, release) -> {
          began.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            done.add("interrupted");
          }
        })
        .onFailure("alarm", noting("alarm")));
    List<Throwable> thrown = new ArrayList<>();
    Thread step = new Thread(() -> {
      try {
        deploy(patient, "c1");
      } catch (InterruptedException | RuntimeException e) {
        thrown.add(e);
      }
    });
    step.start();
    began.await();
    step.interrupt();
    step.join();
    assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(done).containsExactly("interrupted");
    assertThat(deployments.history(patient))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.ABORTED);
  }

  @Test
  void aWayBackByHandRunsNoHook() throws InterruptedException {
    deploy(noting(), "c1");
    deploy(noting(), "c2");
    done.clear();
    deployments.rollback(noting());
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(done).isEmpty();
  }

  @Test
  void whatIsWrongWithHooksIsTold() {
    assertThatThrownBy(() -> environment(e -> e.before("a", noting("a"))
            .after("a", noting("a"))
            .migrate(" ", noting("b"))
            .hooksWithin(Duration.ZERO)))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("the hook 'a'")
        .hasMessageContaining("the hook ' '")
        .hasMessageContaining("a limit of PT0S for hooks");
  }
}
