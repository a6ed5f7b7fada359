package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.artifact.ArtifactException;
import dev.slipway.artifact.ArtifactStore;
import dev.slipway.artifact.FileArtifactStore;
import dev.slipway.deploy.local.CommandTarget;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ScriptedTarget;
import dev.slipway.model.Artifact;
import dev.slipway.model.Image;
import dev.slipway.model.Produced;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretSource;
import dev.slipway.secret.SecretUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments without a pipeline. */
@Timeout(60)
class PlainCallTest extends DeployFixture {
  private static final ZoneId UTC = ZoneId.of("UTC");

  private ArtifactStore store;
  private Artifact jar;

  @BeforeEach
  void produce() throws IOException {
    Files.writeString(directory.resolve("app.jar"), "content");
    store = FileArtifactStore.in(directory.resolve("artifacts"));
    jar = store.store(directory, new Produced("jar", "app.jar")).orElseThrow();
  }

  private Environment production(Consumer<EnvironmentBuilder> more) {
    return Environment.named("production", e -> {
      e.target(target).store(database());
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      more.accept(e);
    });
  }

  private Delivery delivery() {
    return Delivery.of(jar, store).commit("c1").build("b1").by("ann");
  }

  @Test
  void anArtifactIsDeployed() throws InterruptedException {
    Environment production = production(e -> {});
    Deployment deployment = deployments.deploy(production, delivery());
    assertThat(deployment.outcome()).isEqualTo(Outcome.RELEASED);
    Release release = deployments.current(production).orElseThrow();
    assertThat(release.digest()).isEqualTo(jar.digest());
    assertThat(release.commit()).isEqualTo("c1");
    assertThat(release.buildId()).isEqualTo("b1");
    assertThat(release.by()).isEqualTo("ann");
    assertThat(target.calls()).containsExactly("start 1", "route 1");
  }

  @Test
  void aBadOneIsGoneBackFrom() throws InterruptedException {
    deployments.deploy(production(e -> {}), delivery());
    Environment bad = production(e -> e.env("PUBLIC_STATUS", "502"));
    assertThatThrownBy(() -> deployments.deploy(bad, delivery()))
        .isInstanceOf(DeploymentFailedException.class);
    assertThat(target.state().serving()).isEqualTo(1);
  }

  @Test
  void anImageIsDeployedIfItsContentIsFixed() throws InterruptedException {
    Environment production = production(e -> {});
    Image image = Image.of("registry.example/shop@sha256:" + "1".repeat(64));
    deployments.deploy(production, Delivery.of(image));
    assertThat(deployments.current(production)).hasValueSatisfying(r -> {
      assertThat(r.image()).isEqualTo(image.name());
      assertThat(r).hasToString("release 1");
    });
    assertThatThrownBy(() -> Delivery.of(Image.of("shop:1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the image 'shop:1' may be another one tomorrow");
  }

  @Test
  void whatStagingServesIsPromoted() throws InterruptedException {
    try (ScriptedTarget other = new ScriptedTarget()) {
      Environment staging = Environment.named("staging", e -> e.target(other).store(database()));
      deployments.deploy(staging, delivery());
      Environment production = production(e -> {});
      Delivery promotion = Delivery.promoting(staging, store).by("bob").commit("x");
      assertThat(promotion).hasToString("what environment 'staging' serves");
      deployments.deploy(production, promotion);
      assertThat(deployments.current(production)).hasValueSatisfying(r -> {
        assertThat(r.digest()).isEqualTo(jar.digest());
        assertThat(r.commit()).isEqualTo("c1");
        assertThat(r.by()).isEqualTo("bob");
      });
    }
  }

  @Test
  void aReleaseWhoseArtifactWasPrunedIsToldAndWhatIsServedStays() throws Exception {
    Environment lab = Environment.named(
        "lab",
        e -> e.target(CommandTarget.at(directory.resolve("lab"), URI.create("http://localhost")))
            .store(database()));
    deployments.deploy(lab, delivery());
    Files.writeString(directory.resolve("app.jar"), "more content");
    jar = store.store(directory, new Produced("jar", "app.jar")).orElseThrow();
    Files.delete(store.content(jar.files().get(0)));
    assertThatThrownBy(() -> deployments.deploy(lab, delivery()))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("content of 'app.jar'");
    assertThat(deployments.current(lab).map(Release::number)).contains(1);
    assertThat(lab.target().state().serving()).isEqualTo(1);
    assertThat(lab.target().state().kept()).containsExactly(1);
  }

  @Test
  void anApprovalIsAskedForAndGivenBeforeTheNextCall() throws InterruptedException {
    Environment production = production(e -> e.approval("ops", "bob"));
    assertThatThrownBy(() -> deployments.deploy(production, delivery()))
        .isInstanceOf(ApprovalRefusedException.class)
        .hasMessageContaining(jar.digest() + " is to be deployed, and is not approved");
    assertThat(deployments.approvals(production))
        .singleElement()
        .satisfies(a -> assertThat(a.askedBy()).isEqualTo("a call by ann"));
    deployments.approve(production, "ops", jar.digest(), "bob", "looks right");
    assertThat(deployments.deploy(production, delivery()).release()).isEqualTo(1);
  }

  @Test
  void aClosedEnvironmentIsNotDeployedToUntilAPersonOpensIt() throws InterruptedException {
    LocalDate today = time.now().atZone(UTC).toLocalDate();
    Environment frozen =
        production(e -> e.frozen(today.toString(), today.plusDays(2).toString(), UTC, "the sales"));
    assertThatThrownBy(() -> deployments.deploy(frozen, delivery()))
        .isInstanceOf(EnvironmentClosedException.class)
        .hasMessageContaining("the sales")
        .hasMessageContaining("wait until then, or open it with open(...)");
    assertThat(target.calls()).isEmpty();
    deployments.open(frozen, time.now().plusSeconds(60), "ann", "the shop is down");
    assertThat(deployments.deploy(frozen, delivery()).outcome()).isEqualTo(Outcome.RELEASED);
  }

  @Test
  void hoursThatEndWhileTheLockIsWaitedForAreKept() throws Exception {
    LocalDate today = time.now().atZone(UTC).toLocalDate();
    Environment frozen =
        production(e -> e.frozen(today.toString(), today.plusDays(2).toString(), UTC, "the sales"));
    deployments.open(frozen, time.now().plusSeconds(2), "ann", "the shop is down");
    List<String> log = new CopyOnWriteArrayList<>();
    CompletableFuture<Deployment> call = new CompletableFuture<>();
    try (Records.Hold other = hold(frozen, "another")) {
      time.start("call", () -> {
        try {
          call.complete(deployments.withLog(log::add).deploy(frozen, delivery()));
        } catch (InterruptedException | RuntimeException e) {
          call.completeExceptionally(e);
        }
      });
      time.sleep(Duration.ofMillis(2100));
      assertThat(log).singleElement().asString().contains("waits for the lock");
      assertThat(other.token()).isPositive();
    }
    assertThatThrownBy(call::get)
        .hasCauseInstanceOf(EnvironmentClosedException.class)
        .hasMessageContaining("the sales");
    assertThat(target.calls()).isEmpty();
  }

  @Test
  void anApprovalThatIsMissingIsToldWithoutTheLock() throws Exception {
    Environment production = production(e -> e.approval("ops", "bob"));
    try (Records.Hold other = hold(production, "another")) {
      assertThatThrownBy(() -> deployments.deploy(production, delivery()))
          .isInstanceOf(ApprovalRefusedException.class);
      assertThat(other.token()).isPositive();
    }
  }

  @Test
  void secretsComeFromTheGivenSource() throws InterruptedException {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    Environment production = production(
        e -> e.secret("GREETING", "shop/greeting").sealWith(SealingKey.of(Secret.of("KEY", key))));
    assertThatThrownBy(() -> deployments.deploy(production, delivery()))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("secret 'shop/greeting': it is not there");
    SecretSource source = SecretSource.of(Map.of("shop/greeting", "a good secret"));
    deployments.deploy(production, delivery().secrets(source));
    assertThat(target.given().get(1).get("GREETING").reveal()).isEqualTo("a good secret");
  }

  @Test
  void hooksNeedAPipeline() {
    Environment hooked = production(e -> e.migrate("schema", (step, release) -> {}));
    assertThatThrownBy(() -> deployments.deploy(hooked, delivery()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has the hooks [migrate schema], which are parts of a step");
    assertThat(target.calls()).isEmpty();
  }
}
