package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@NeedsDocker
class DockerEngineIT {

  @Test
  void theEngineAnswersItsPing() {
    assertThat(new DockerProbe(
                DockerProbe.addressFrom(System.getenv("DOCKER_HOST")), Duration.ofSeconds(5))
            .whyNot())
        .isEmpty();
  }
}
