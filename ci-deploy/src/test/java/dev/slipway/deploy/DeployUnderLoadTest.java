package dev.slipway.deploy;

import dev.slipway.deploy.canary.Tolerance;
import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.deploy.local.TinyApp;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Strategy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments of the local target under load. */
@Timeout(240)
class DeployUnderLoadTest extends UnderLoad {

  @Test
  void noRequestIsLostWhileGoodAndBadReleasesAlternate() throws Exception {
    alternate(Strategy.blueGreen(), twenty());
  }

  @Test
  void noRequestIsLostWhileCanariesAlternate() throws Exception {
    Canary canary = Strategy.canary(10, 50)
        .bake(Duration.ofMillis(300))
        .probingEvery(Duration.ZERO)
        // what the load does to latency is no matter of this test
        .tolerating(new Tolerance(0.05, 1000, Duration.ofSeconds(10), 1, 0.05));
    alternate(canary, four());
  }

  @Test
  void requestsWaitWhileReleasesMakeRoomForEachOther() throws Exception {
    expectAtLeast(30);
    alternate(Strategy.allAtOnce(), four());
  }

  private void alternate(Strategy strategy, List<String> modes) throws Exception {
    try (LocalTarget target =
        LocalTarget.at(directory.resolve("target")).command(TinyApp.command()).open()) {
      alternate(target, target.address(), strategy, modes);
    }
  }
}
