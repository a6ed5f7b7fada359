package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.deploy.local.CommandTarget;
import dev.slipway.deploy.local.StaticSite;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ScriptedTarget;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.model.Artifact;
import dev.slipway.model.BuildContext;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Gate;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.model.StepRef;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be released: files, images, and what another environment serves. */
@Timeout(60)
class ContentTest extends DeployFixture {
  private static final StepRef<Image> PUSH = new StepRef<>("push", Image.class);

  private final ScriptedTarget stagingTarget = new ScriptedTarget();

  @AfterEach
  void closeStaging() {
    stagingTarget.close();
  }

  private Environment staging() {
    return Environment.named(
        "staging", e -> e.target(stagingTarget).store(database()).env("PLACE", "staging"));
  }

  private Environment production(Consumer<EnvironmentBuilder> more) {
    return Environment.named("production", e -> {
      e.target(target).store(database()).env("PLACE", "production");
      more.accept(e);
    });
  }

  private Environment site() {
    return Environment.named(
        "site",
        e -> e.target(StaticSite.at(directory, URI.create("http://localhost"))).store(database()));
  }

  private Release deployed(Deploy deploy, String commit) throws InterruptedException {
    deploy.run(steps.context(time, directory, commit));
    return deployments.current(deploy.environment()).orElseThrow();
  }

  private Gate.Question question(Map<StepRef<?>, Object> outputs) {
    BuildContext build = BuildContext.onBranch("main");
    return new Gate.Question("b1", "deploy", build, Map.of(), outputs, time, Instant.EPOCH);
  }

  @Test
  void aReleaseKnowsWhoWantedItAndWhatItsDeploymentDoesBesides() throws InterruptedException {
    Environment hooked =
        production(e -> e.after("told", (step, r) -> {}).migrate("schema", (step, r) -> {}));
    Release release = deployed(Deploy.of(JAR).to(hooked), "c1");
    assertThat(release.by()).isEqualTo("Ann");
    assertThat(release.hooks()).containsExactly("migrate schema", "after told");
    assertThat(release.image()).isEmpty();
  }

  @Test
  void anImageIsReleasedByItsDigest() throws InterruptedException {
    Deploy deploy = Deploy.image(PUSH).to(production(e -> {}));
    assertThat(deploy.inputs()).containsExactly(PUSH);
    assertThat(deploy.artifacts()).isEmpty();
    steps.image = Image.of("registry.example/team/shop@sha256:" + "1".repeat(64));
    Release pushed = deployed(deploy, "c1");
    assertThat(pushed.image()).isEqualTo(steps.image.name());
    assertThat(pushed.digest()).isEqualTo("sha256:" + "1".repeat(64));
    assertThat(pushed.artifact()).isEqualTo("registry.example/team/shop");
    assertThat(pushed.commit()).isEqualTo("c1");
    steps.image = Image.of("sha256:" + "2".repeat(64));
    Release built = deployed(deploy, "c2");
    assertThat(built.image()).isEqualTo(steps.image.name());
    assertThat(built.digest()).isEqualTo(steps.image.name());
  }

  @Test
  void whatCannotRunIsToldWhenThePipelineIsDefined() {
    Environment site = site();
    Environment production = production(e -> {});
    assertThatThrownBy(() -> Pipeline.named("p", p -> {
          StepRef<Image> image =
              p.call("image", Image.class, context -> Image.of("sha256:" + "1".repeat(64)));
          p.run("site", Deploy.image(image).to(site));
          p.run("tagged", Deploy.image(Image.of("shop:1")).to(production));
          p.run("wrong", Deploy.image(Image.of("Shop:1")).to(production));
        }))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(3))
        .hasMessageContaining("environment 'site': a target that cannot run images")
        .hasMessageContaining(
            "image 'shop:1': a name without a digest, which may be another image tomorrow")
        .hasMessageContaining("Shop");
  }

  @Test
  void anImageIsApprovedByItsDigest() {
    Environment guarded = production(e -> e.approval("ops", "ann"));
    Gate gate = Deploy.image(PUSH).to(guarded).gates().get(0);
    assertThat(gate.ask(question(Map.of())))
        .isInstanceOfSatisfying(
            Gate.Refused.class,
            r -> assertThat(r.problem().found()).isEqualTo("nothing to approve"));
    Gate.Question question = question(Map.of(PUSH, steps.image));
    assertThat(gate.ask(question)).isInstanceOf(Gate.Wait.class);
    deployments.approve(guarded, "ops", FakeSteps.IMAGE_DIGEST, "ann", "tried it");
    assertThat(gate.ask(question)).isInstanceOf(Gate.Open.class);
  }

  @Test
  void theVeryDigestThatStagingServesIsPromoted() throws InterruptedException {
    Environment staging = staging();
    Environment production = production(e -> {});
    Release tried = deployed(Deploy.of(JAR).to(staging), "c1");
    Release promoted = deployed(Deploy.promote(staging).to(production), "c2");
    assertThat(promoted.digest()).isEqualTo(tried.digest());
    assertThat(promoted.artifact()).isEqualTo("app");
    assertThat(promoted.commit()).isEqualTo("c1");
    assertThat(promoted.buildId()).isEqualTo("build-c1");
    assertThat(promoted.configuration()).containsEntry("PLACE", "production");
    assertThat(production.records().parts().files(1))
        .isEqualTo(staging.records().parts().files(1));

    Release image = deployed(Deploy.image(PUSH).to(staging), "c3");
    Release after = deployed(Deploy.promote(staging).to(production), "c4");
    assertThat(after.image()).isEqualTo(image.image());
    assertThat(after.commit()).isEqualTo("c3");
  }

  @Test
  void aLaterBuildPromotesTheFilesOfAnEarlierOne() throws Exception {
    Environment staging = staging();
    Path place = directory.resolve("production");
    Environment production = Environment.named(
        "production",
        e -> e.target(CommandTarget.at(place, URI.create("http://localhost"))).store(database()));
    Pipeline build = Pipeline.named("build", p -> {
      StepRef<Void> jar =
          p.step("package", s -> s.sh("echo content >app.jar").produces("jar", "app.jar"));
      p.run("staging", Deploy.of(jar.artifact("jar")).to(staging));
    });
    Pipeline promotion = Pipeline.named(
        "promotion", p -> p.run("production", Deploy.promote(staging).to(production)));
    for (Pipeline pipeline : List.of(build, promotion)) {
      try (Slipway ci = Slipway.builder().home(directory.resolve("home")).build()) {
        ci.build(pipeline, Source.none()).await().throwIfNotSuccessful();
      }
    }
    assertThat(place.resolve("releases/1/files/app.jar")).hasContent("content");
    assertThat(deployments.current(production).map(Release::digest))
        .isEqualTo(deployments.current(staging).map(Release::digest));
  }

  @Test
  void whatWasGoneBackFromIsNotPromoted() throws InterruptedException {
    Environment staging = staging();
    Deploy promote = Deploy.promote(staging).to(production(e -> {}));
    assertThatThrownBy(() -> deployed(promote, "c0"))
        .isInstanceOf(NoSuchReleaseException.class)
        .hasMessageContaining("environment 'staging': it serves no release that has proved itself");
    deployed(Deploy.of(JAR).to(staging), "c1");
    deployed(Deploy.of(JAR).to(staging), "c2");
    deployments.rollback(staging);
    assertThat(deployed(promote, "c3").digest()).isEqualTo("sha256:c1");
    assertThat(target.calls()).containsExactly("start 1", "route 1");
  }

  @Test
  void whatTheOtherTargetCannotRunIsNotPromoted() throws InterruptedException {
    Environment staging = staging();
    Environment site = site();
    deployed(Deploy.image(PUSH).to(staging), "c1");
    assertThatThrownBy(() -> deployed(Deploy.promote(staging).to(site), "c2"))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("environment 'site': a target that cannot run images");
    assertThat(site.records().read().nextNumber()).isEqualTo(1);
  }

  @Test
  void whatStagingServesAfterTheApprovalIsNotDeployed() throws InterruptedException {
    Environment staging = staging();
    Environment guarded = production(e -> e.approval("ops"));
    Deploy promote = Deploy.promote(staging).to(guarded);
    deployed(Deploy.of(JAR).to(staging), "c1");
    Gate gate = promote.gates().get(0);
    assertThat(gate.ask(question(Map.of()))).isInstanceOf(Gate.Wait.class);
    deployments.approve(guarded, "ops", "sha256:c1", "ann", "tried it");
    assertThat(gate.ask(question(Map.of()))).isInstanceOf(Gate.Open.class);
    deployed(Deploy.of(JAR).to(staging), "c2");
    assertThatThrownBy(() -> deployed(promote, "c3"))
        .isInstanceOf(ApprovalRefusedException.class)
        .hasMessageContaining("sha256:c2 is to be deployed, and is not approved");
    assertThat(target.calls()).isEmpty();
    deployments.rollback(staging);
    assertThat(deployed(promote, "c4").digest()).isEqualTo("sha256:c1");
  }

  @Test
  void theListOfFilesGoesWithItsRelease() throws InterruptedException {
    Environment two = production(e -> e.keep(2));
    for (int number = 1; number <= 4; number++) {
      deployed(Deploy.of(JAR).to(two), "c" + number);
    }
    assertThat(two.records().parts().files(4))
        .extracting(Artifact.Entry::path)
        .isEqualTo(List.of("app.jar"));
    assertThatThrownBy(() -> two.records().parts().files(1))
        .isInstanceOf(RecordsException.class)
        .hasMessageContaining("release 1: which files it has is not known any more");
  }

  @Test
  void whatIsDeployedIsPartOfTheStep() {
    Environment staging = staging();
    Environment production = production(e -> {});
    assertThat(Deploy.promote(staging).to(production))
        .isEqualTo(Deploy.promote(staging).to(production))
        .isNotEqualTo(Deploy.of(JAR).to(production))
        .hasToString("deploy what environment 'staging' serves to environment 'production'");
    assertThat(Deploy.image(PUSH).to(production))
        .hasToString("deploy image of step 'push' to environment 'production'");
  }
}
