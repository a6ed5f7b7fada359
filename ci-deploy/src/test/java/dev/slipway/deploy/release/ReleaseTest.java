package dev.slipway.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static Release release(Map<String, String> secrets) {
    return new Release(
        3,
        "shop",
        "sha256:0",
        Map.of("GREETING", "hello"),
        secrets,
        "build-1",
        "c0ffee",
        Instant.EPOCH);
  }

  @Test
  void isTheSameWhenItIsReadAgain() {
    Release release = release(Map.of("PASSWORD", "0123456789ab"));
    assertThat(Release.ofJson(release.toJson())).isEqualTo(release);
  }

  @Test
  void oneOfTheTimeBeforeThereWereSecretsHasNone() {
    String old = release(Map.of()).toJson().replace("\"secrets\":{},", "");
    assertThat(old).doesNotContain("secrets");
    assertThat(Release.ofJson(old)).isEqualTo(release(Map.of()));
  }
}
