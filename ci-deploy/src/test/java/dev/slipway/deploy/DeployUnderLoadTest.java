package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.deploy.local.TinyApp;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.model.ArtifactRef;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class DeployUnderLoadTest {
  private static final Logger logger = LoggerFactory.getLogger(DeployUnderLoadTest.class);

  @TempDir
  Path directory;

  @Test
  @Timeout(120)
  void noRequestIsLostWhileGoodAndBadReleasesAlternate() throws Exception {
    String[] modes = {
      "good",
      "bad",
      "good",
      "bad in traffic",
      "good",
      "crash",
      "good",
      "bad",
      "good",
      "bad in traffic"
    };
    FakeSteps steps = new FakeSteps();
    try (SystemTime time = SystemTime.create();
        LocalTarget target = LocalTarget.at(directory.resolve("target"))
            .command(TinyApp.command())
            .open()) {
      Environment shop = Environment.named(
          "shop",
          e -> e.target(target)
              .store(Database.file(directory.resolve("slipway.db")))
              .env("GREETING", "release")
              .keep(3)
              .smoke(t -> t.get("/health").retryFor(Duration.ZERO)));
      Deploy deploy = Deploy.of(new ArtifactRef("package", "jar")).to(shop);
      Deployments deployments = Deployments.of(time);
      deploy.run(steps.context(time, TinyApp.jar(directory, "good"), "first"));
      Load load = new Load(target.address(), 6, 3);
      long began = time.nanos();
      try (load) {
        int serving = 1;
        for (int i = 0; i < modes.length; i++) {
          Path jar = TinyApp.jar(directory, modes[i]);
          int number = i + 2;
          if (modes[i].equals("good")) {
            Deployment done = deploy.run(steps.context(time, jar, "commit-" + i));
            assertThat(done.release()).isEqualTo(number);
            serving = number;
          } else {
            assertThatThrownBy(() -> deploy.run(steps.context(time, jar, "commit")))
                .isInstanceOf(DeploymentFailedException.class);
          }
          assertThat(target.state().serving()).isEqualTo(serving);
          assertThat(deployments.current(shop).orElseThrow().number()).isEqualTo(serving);
        }
        Deployment back = deployments.rollback(shop);
        assertThat(target.state().serving()).isEqualTo(back.release()).isEqualTo(8);
      }
      long millis = (time.nanos() - began) / 1_000_000;
      logger.info(
          "{} requests in {} ms, {} failed",
          load.requests(),
          millis,
          load.failures().size());
      assertThat(load.failures()).isEmpty();
      assertThat(load.requests()).isGreaterThan(1000);
      assertThat(deployments.history(shop))
          .filteredOn(d -> d.outcome() == Outcome.ROLLED_BACK)
          .hasSize(5);
      assertThat(target.state().running()).hasSize(1);
    }
  }
}
