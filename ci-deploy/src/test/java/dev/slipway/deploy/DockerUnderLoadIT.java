package dev.slipway.deploy;

import dev.slipway.deploy.canary.Tolerance;
import dev.slipway.deploy.docker.DockerFixture;
import dev.slipway.deploy.docker.DockerTarget;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.fixture.NeedsImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments of containers behind HAProxy under load. */
@Timeout(400)
@NeedsImage("slipway/proxy:1")
class DockerUnderLoadIT extends UnderLoad {
  private DockerFixture docker;
  private DockerTarget target;

  @BeforeEach
  void open() throws Exception {
    docker = new DockerFixture(directory);
    target = docker.described().target();
    target.control(1);
  }

  @AfterEach
  void close() throws Exception {
    docker.close();
  }

  @Override
  Path app(String mode) throws IOException {
    return PerlApp.script(directory, mode);
  }

  @Test
  void noRequestIsLostWhileGoodAndBadReleasesAlternate() throws Exception {
    alternate(target, target.state().address(), Strategy.blueGreen(), twenty());
  }

  @Test
  void noRequestIsLostWhileCanariesAlternate() throws Exception {
    alternate(
        target,
        target.state().address(),
        Strategy.canary(10, 50)
            .bake(Duration.ofMillis(300))
            .probingEvery(Duration.ZERO)
            .tolerating(new Tolerance(0.05, 1000, Duration.ofSeconds(10), 1, 0.05)),
        four());
  }

  @Test
  void requestsWaitWhileReleasesMakeRoomForEachOther() throws Exception {
    expectAtLeast(30);
    alternate(target, target.state().address(), Strategy.allAtOnce(), four());
  }
}
