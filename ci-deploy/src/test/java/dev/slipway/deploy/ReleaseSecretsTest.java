package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.target.Target;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretSource;
import dev.slipway.secret.SecretUnavailableException;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

/** Going back to a release restores the secrets of that time, and nobody sees them. */
@Timeout(60)
class ReleaseSecretsTest extends DeployFixture {
  private static final SealingKey KEY = key("k");

  private static SealingKey key(String letter) {
    byte[] bytes = (letter + "ey of thirty-two bytes, not more")
        .substring(0, 32)
        .getBytes(StandardCharsets.US_ASCII);
    return SealingKey.of(Secret.of("KEY", Base64.getEncoder().encodeToString(bytes)));
  }

  private Environment environment(SealingKey key, Map<String, String> configuration) {
    return Environment.named("production", e -> {
      e.target(target).store(database()).secret("GREETING", "shop/greeting").sealWith(key);
      e.keep(2);
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      configuration.forEach(e::env);
    });
  }

  private Deployment deploy(Environment environment, String commit, String secret)
      throws InterruptedException {
    steps.secrets.put("shop/greeting", secret);
    return deploy(environment, commit);
  }

  private String given(int release) {
    return target.given().get(release).get("GREETING").reveal();
  }

  @Test
  void aWayBackRestoresTheSecretsOfThatTime() throws InterruptedException {
    Environment production = environment(KEY, Map.of());
    assertThat(Deploy.of(JAR).to(production).secrets()).containsExactly("shop/greeting");
    deploy(production, "c1", "first secret");
    deploy(production, "c2", "second secret");
    assertThat(given(1)).isEqualTo("first secret");
    assertThat(given(2)).isEqualTo("second secret");
    target.given().clear();
    deployments.rollback(production);
    assertThat(given(1)).isEqualTo("first secret");
    assertThat(target.given()).doesNotContainKey(2);
    assertThat(deployments.releases(production))
        .extracting(r -> r.secrets().get("GREETING"))
        .doesNotHaveDuplicates()
        .allMatch(mark -> mark.matches("[0-9a-f]{12}"));
  }

  @Test
  void nothingThatIsKeptOrToldShowsASecret() throws Exception {
    deploy(environment(KEY, Map.of()), "c1", "first secret");
    Environment bad = environment(KEY, Map.of("START", "no"));
    assertThatThrownBy(() -> deploy(bad, "c2", "second secret"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("ended at once: oops, ***")
        .hasMessageNotContaining("second secret");
    assertThat(deployments.history(bad))
        .extracting(Deployment::reason)
        .noneMatch(reason -> reason.contains("second secret"));
    assertThat(steps.told).noneMatch(line -> line.contains("secret"));
    assertThat(steps.payloads.toString()).doesNotContain("secret");
    assertThat(kept()).doesNotContain("first secret", "second secret");
  }

  /** What a release of long ago says in its answer is masked like that of the new one. */
  @Test
  void theSecretOfAnOlderReleaseIsMaskedToo() throws InterruptedException {
    deploy(environment(KEY, Map.of()), "c1", "first secret");
    Environment strict = Environment.named(
        "production",
        e -> e.target(target)
            .store(database())
            .secret("GREETING", "shop/greeting")
            .sealWith(KEY)
            .rehearseWayBack()
            .smoke(t -> t.get("/", r -> r.bodyContains("second")).retryFor(Duration.ZERO)));
    assertThatThrownBy(() -> deploy(strict, "c2", "second secret"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("is not proven")
        .hasMessageNotContaining("first secret");
    assertThat(steps.told).isNotEmpty().noneMatch(line -> line.contains("first secret"));
  }

  /** Returns all that is kept of deployments. */
  String kept() throws IOException {
    StringBuilder all = new StringBuilder();
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        try {
          all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException gone) {
          return visitFileFailed(file, gone);
        }
        return FileVisitResult.CONTINUE;
      }

      /** The database takes its working files away when nobody uses it for a moment. */
      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException
            && file.getFileName().toString().startsWith("slipway.db-")) {
          return FileVisitResult.CONTINUE;
        }
        throw e;
      }
    });
    return all.toString();
  }

  @Test
  void theSecretsOfAReleaseGoWithIt() throws InterruptedException {
    Environment production = environment(KEY, Map.of());
    for (int i = 1; i <= 4; i++) {
      deploy(production, "c" + i, "secret number " + i);
    }
    assertThat(deployments.releases(production)).hasSize(2);
    assertThat(production.records().parts().sealed(4)).containsOnlyKeys("GREETING");
    assertThat(production.records().parts().sealed(3)).containsOnlyKeys("GREETING");
    assertThat(production.records().parts().sealed(2)).isEmpty();
    assertThat(production.records().parts().sealed(1)).isEmpty();
  }

  @Test
  void aWayBackWithoutTheKeyOfThatTimeIsRefusedAndChangesNothing() throws InterruptedException {
    deploy(environment(KEY, Map.of()), "c1", "first secret");
    Environment other = environment(key("m"), Map.of());
    deploy(other, "c2", "second secret");
    assertThatThrownBy(() -> deployments.rollback(other))
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("environment 'production', release 1, secret 'GREETING'")
        .hasMessageContaining("cannot be opened with this key");
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(deployments.history(other))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.RELEASED, Outcome.ABORTED);
    Environment keyless = Environment.named("production", e -> e.target(target).store(database()));
    assertThatThrownBy(() -> deployments.rollback(keyless))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("it has secrets, and the environment has no key");
    assertThat(deployments.rollback(environment(KEY, Map.of())).release()).isEqualTo(1);
  }

  @Test
  void aSecretThatIsNotKeptAnyMoreIsTold() throws InterruptedException {
    Environment production = environment(KEY, Map.of());
    deploy(production, "c1", "first secret");
    deploy(production, "c2", "second secret");
    database().write(t -> t.update("DELETE FROM slipway_release_secret WHERE release = 1"));
    assertThatThrownBy(() -> deployments.rollback(production))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("release 1, secret 'GREETING': it is not kept any more");
    assertThat(target.state().serving()).isEqualTo(2);
  }

  @Test
  void thePipelinesOwnSourceGivesTheSecretsAndItsLogShowsNone() throws Exception {
    Environment production = environment(KEY, Map.of("START", "no"));
    Pipeline pipeline = Pipeline.named("shop", p -> {
      StepRef<Void> jar = p.step("package", s -> s.sh("touch app.jar").produces("jar", "app.jar"));
      p.run("deploy", Deploy.of(jar.artifact("jar")).to(production));
    });
    List<String> told = new CopyOnWriteArrayList<>();
    try (Slipway ci = Slipway.builder()
        .home(directory.resolve("home"))
        .secrets(SecretSource.of(Map.of("shop/greeting", "first secret")))
        .listener((build, event) -> told.add(event.toString()))
        .build()) {
      BuildResult failed = ci.build(pipeline, Source.none()).await();
      assertThat(failed.toString()).contains("ended at once: oops, ***");
    }
    assertThat(target.given().get(1).get("GREETING").reveal()).isEqualTo("first secret");
    assertThat(told.toString()).contains("oops, ***").doesNotContain("first secret");
    assertThat(kept()).doesNotContain("first secret");
    SimulationResult simulated =
        Simulation.of(pipeline).withoutSecret("shop/greeting").run();
    assertThat(simulated.outcome()).isEqualTo(dev.slipway.model.Outcome.ERRORED);
    assertThat(Simulation.of(pipeline).run().outcome())
        .isEqualTo(dev.slipway.model.Outcome.SUCCEEDED);
  }

  @Test
  void impossibleDefinitionsAreRefused() {
    Target plain = Mockito.mock();
    assertThatThrownBy(() -> Environment.named(
            "production", e -> e.target(plain).env("A", "1").secret("A", "a").secret("B-C")))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(4))
        .hasMessageContaining("secrets without a key to seal them")
        .hasMessageContaining("secrets on a target that cannot give secrets to releases")
        .hasMessageContaining("the variable 'A' both as env and as secret")
        .hasMessageContaining("the environment variable 'B-C'");
  }

  @Test
  void anEnvironmentWithoutSecretsNeedsNone() throws InterruptedException {
    Environment production =
        Environment.named("production", e -> e.target(target).store(database()));
    assertThat(Deploy.of(JAR).to(production).secrets()).isEqualTo(List.of());
    deploy(production, "c1");
    assertThat(target.given().get(1)).isEmpty();
  }
}
