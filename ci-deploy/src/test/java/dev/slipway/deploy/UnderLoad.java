package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.local.TinyApp;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.Target;
import dev.slipway.model.ArtifactRef;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Good and bad releases alternate while users never stop, and none of them is to notice. */
abstract class UnderLoad {
  private static final Logger logger = LoggerFactory.getLogger(UnderLoad.class);

  @TempDir
  Path directory;

  private static final List<String> MODES = List.of(
      "good",
      "bad",
      "good",
      "bad in traffic",
      "good",
      "crash",
      "good",
      "bad",
      "good",
      "bad in traffic");

  private final FakeSteps steps = new FakeSteps();
  private long fewest = 1000;

  /** Users who wait most of the time ask less often. */
  final void expectAtLeast(long requests) {
    fewest = requests;
  }

  /** Makes the application that behaves as the mode says. */
  Path app(String mode) throws IOException {
    return TinyApp.jar(directory, mode);
  }

  static List<String> twenty() {
    List<String> twice = new ArrayList<>(MODES);
    twice.addAll(MODES);
    return twice;
  }

  static List<String> four() {
    return List.of("good", "bad", "good", "bad in traffic");
  }

  final void alternate(Target target, URI address, Strategy strategy, List<String> modes)
      throws Exception {
    try (SystemTime time = SystemTime.create()) {
      Environment shop = Environment.named(
          "shop",
          e -> e.target(target)
              .store(Database.file(directory.resolve("slipway.db")))
              .strategy(strategy)
              .env("GREETING", "release")
              .keep(3)
              .smoke(t -> t.get("/health").retryFor(Duration.ZERO)));
      Deploy deploy = Deploy.of(new ArtifactRef("package", "jar")).to(shop);
      Deployments deployments = Deployments.of(time);
      deploy.run(steps.context(time, app("good"), "first"));
      Load load = new Load(address, 6, 3);
      long began = time.nanos();
      int good = 1;
      try (load) {
        int serving = 1;
        for (int i = 0; i < modes.size(); i++) {
          int number = i + 2;
          if (deploys(deploy, time, modes.get(i))) {
            serving = number;
            good++;
          }
          assertThat(target.state().serving()).isEqualTo(serving);
          assertThat(deployments.current(shop).orElseThrow().number()).isEqualTo(serving);
        }
        Deployment back = deployments.rollback(shop);
        assertThat(target.state().serving()).isEqualTo(back.release()).isLessThan(serving);
      }
      told(load, time.nanos() - began, strategy);
      assertThat(deployments.history(shop))
          .filteredOn(d -> d.outcome() == Outcome.ROLLED_BACK)
          .hasSize(modes.size() + 1 - good);
      assertThat(target.state().running()).hasSize(1);
    }
  }

  /** Deploys, and returns whether that went well, as it has to for a good release and for no other. */
  private boolean deploys(Deploy deploy, SystemTime time, String mode) throws Exception {
    Path jar = app(mode);
    if (mode.equals("good")) {
      deploy.run(steps.context(time, jar, "commit"));
      return true;
    }
    assertThatThrownBy(() -> deploy.run(steps.context(time, jar, "commit")))
        .isInstanceOf(DeploymentFailedException.class);
    return false;
  }

  private void told(Load load, long nanos, Strategy strategy) {
    logger.info(
        "{}: {} requests in {} ms, {} failed",
        strategy,
        load.requests(),
        nanos / 1_000_000,
        load.failures().size());
    assertThat(load.failures()).isEmpty();
    assertThat(load.requests()).isGreaterThan(fewest);
  }
}
