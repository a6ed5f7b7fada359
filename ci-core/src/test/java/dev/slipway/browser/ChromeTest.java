package dev.slipway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChromeTest {
  @Test
  void theBrowserGetsNoSecretOfThisProcess() {
    Map<String, String> own = Map.of(
        "PATH", "/bin", "HOME", "/root", "https_proxy", "http://p:1", "DEPLOY_TOKEN", "geheim");
    assertThat(Chrome.environment(Path.of("/tmp/home"), own))
        .containsOnly(
            Map.entry("DEPLOY_TOKEN", ""),
            Map.entry("HOME", "/tmp/home"),
            Map.entry("TMPDIR", "/tmp/home"));
  }
}
