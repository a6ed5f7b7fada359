package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretUnavailableException;
import dev.slipway.secret.SecretVersions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of a source that keeps the versions of its secrets nothing is copied, and a way back asks it again. */
@Timeout(60)
class VersionedSecretsTest extends DeployFixture {
  private static final SealingKey KEY =
      SealingKey.of(Secret.of("KEY", Base64.getEncoder().encodeToString(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
        26, 27, 28, 29, 30, 31, 32
      })));

  /** A vault in memory, which counts versions from 1 as others do. */
  private static final class Vault implements SecretVersions {
    private final Map<Integer, String> versions = new TreeMap<>();
    private int asked;
    private int failures;

    void put(String value) {
      versions.put(versions.size() + 1, value);
    }

    @Override
    public Optional<Version> latest(String name) {
      return find(name, Integer.toString(versions.size()))
          .map(secret -> new Version(secret, Integer.toString(versions.size())));
    }

    @Override
    public Optional<Secret> find(String name, String version) {
      asked++;
      if (version.equals("1") && failures > 0) {
        failures--;
        throw new RecordsException(new Problem("the vault", "it is away", "it", "wait"), null);
      }
      return name.equals("shop/greeting")
          ? Optional.ofNullable(versions.get(Integer.valueOf(version)))
              .filter(value -> !value.equals("destroyed"))
              .map(value -> Secret.of(name, value))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return "the vault";
    }
  }

  private final Vault vault = new Vault();

  private Environment environment(Consumer<EnvironmentBuilder> more) {
    return Environment.named("production", e -> {
      e.target(target).store(database()).secret("GREETING", "shop/greeting");
      e.smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO));
      more.accept(e);
    });
  }

  private Environment environment() {
    return environment(e -> e.secretsFrom(vault));
  }

  private String given(int release) {
    return target.given().get(release).get("GREETING").reveal();
  }

  @Test
  void aWayBackAsksForTheVersionOfThatTime() throws InterruptedException {
    vault.put("first secret");
    Environment production = environment();
    deploy(production, "c1");
    vault.put("second secret");
    deploy(production, "c2");
    assertThat(given(1)).isEqualTo("first secret");
    assertThat(given(2)).isEqualTo("second secret");
    target.given().clear();
    vault.put("third secret");
    deployments.rollback(production);
    assertThat(given(1)).isEqualTo("first secret");
    assertThat(deployments.releases(production))
        .extracting(r -> r.secrets().get("GREETING"))
        .containsExactlyInAnyOrder("shop/greeting@1", "shop/greeting@2");
    assertThat(production.records().parts().sealed(1)).isEmpty();
    assertThat(Deploy.of(JAR).to(production).secrets()).isEmpty();
  }

  @Test
  void eachVersionIsAskedForOnceInADeployment() throws InterruptedException {
    vault.put("first secret");
    deploy(environment(), "c1");
    vault.asked = 0;
    deploy(environment(), "c2");
    // what counts now, for the new release, and the version of the release before, to be masked
    assertThat(vault.asked).isLessThanOrEqualTo(3);
  }

  @Test
  void nothingThatIsToldShowsASecret() throws InterruptedException {
    vault.put("first secret");
    deploy(environment(), "c1");
    vault.put("second secret");
    Environment bad = environment(e -> e.secretsFrom(vault).env("START", "no"));
    assertThatThrownBy(() -> deploy(bad, "c2"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("ended at once: oops, ***")
        .hasMessageNotContaining("second secret");
    assertThat(steps.told).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void aVersionThatIsNotKeptAnyMoreIsToldAndChangesNothing() throws InterruptedException {
    vault.put("first secret");
    deploy(environment(), "c1");
    vault.put("second secret");
    deploy(environment(), "c2");
    vault.versions.put(1, "destroyed");
    assertThatThrownBy(() -> deployments.rollback(environment()))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("environment 'production', release 1, secret 'GREETING': its source"
            + " does not keep version 1 of 'shop/greeting' any more");
    assertThat(target.state().serving()).isEqualTo(2);
    assertThatThrownBy(() -> deployments.rollback(environment(e -> e.sealWith(KEY))))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("and the environment has no source with versions");
    assertThat(deployments.history(environment()))
        .extracting(Deployment::outcome)
        .containsExactly(Outcome.RELEASED, Outcome.RELEASED, Outcome.ABORTED, Outcome.ABORTED);
  }

  /** It answers again a moment later, but what the release writes would show a secret that nobody masks. */
  @Test
  void aReleaseWhoseSecretCouldNotBeHadIsNotStartedInThisDeployment() throws InterruptedException {
    vault.put("first secret");
    deploy(environment(), "c1");
    vault.put("second secret");
    deploy(environment(), "c2");
    target.given().clear();
    vault.failures = 1;
    assertThatThrownBy(() -> deployments.rollback(environment()))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("the vault: it is away");
    assertThat(target.given()).isEmpty();
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(deployments.rollback(environment()).release()).isEqualTo(1);
    assertThat(given(1)).isEqualTo("first secret");
  }

  @Test
  void whoChangesTheSourceCanGoBackToReleasesOfBefore() throws InterruptedException {
    steps.secrets.put("shop/greeting", "sealed secret");
    deploy(environment(e -> e.sealWith(KEY)), "c1");
    vault.put("first secret");
    Environment both = environment(e -> e.sealWith(KEY).secretsFrom(vault));
    deploy(both, "c2");
    assertThat(given(2)).isEqualTo("first secret");
    target.given().clear();
    deployments.rollback(both);
    assertThat(given(1)).isEqualTo("sealed secret");
  }

  @Test
  void aSecretThatTheSourceDoesNotHaveIsToldBeforeTheFirstStep() {
    assertThat(Deploy.of(JAR).to(environment()).preflight(BuildContext.onBranch("main")))
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .contains("environment 'production', secret 'shop/greeting': it is not in the vault");
    assertThatThrownBy(() -> deploy(environment(), "c1"))
        .isInstanceOf(SecretUnavailableException.class);
    assertThat(deployments.history(environment())).isEmpty();
  }

  @Test
  void aVersionIsCalledByWhatCanBeNoted() {
    Secret secret = Secret.of("A", "hunter2-hunter2");
    assertThat(new SecretVersions.Version(secret, "AWSCURRENT/1.2+3=").toString())
        .doesNotContain("hunter2");
    for (String bad : new String[] {"", "a@b", "a b", "x".repeat(201)}) {
      assertThatThrownBy(() -> new SecretVersions.Version(secret, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the version of secret 'A'");
    }
  }
}
