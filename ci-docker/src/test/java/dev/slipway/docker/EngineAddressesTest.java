package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.runtime.RuntimeUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineAddressesTest {
  /** What the docker command line makes of the context name "away". */
  private static final String SHA256_OF_AWAY =
      "378ce56a9d146d5174c89d1c0353d7f8e2244e89bb83935a5b1bdcf5e74b4e7f";

  @TempDir
  Path home;

  @Test
  void dockerHostIsTheOnlyCandidate() {
    assertThat(candidates(Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375", "DOCKER_CONTEXT", "away")))
        .containsExactly(new EngineAddress("tcp://10.0.0.1:2375", "DOCKER_HOST"));
  }

  @Test
  void theUsualSocketsFollow() {
    assertThat(candidates(Map.of("XDG_RUNTIME_DIR", "/run/user/1000")))
        .extracting(EngineAddress::host)
        .containsExactly(
            "unix:///var/run/docker.sock",
            "unix:///run/user/1000/docker.sock",
            "unix://" + home + "/.docker/run/docker.sock");
  }

  @Test
  void theDefaultContextMeansTheUsualSockets() throws Exception {
    write(".docker/config.json", "{\"currentContext\": \"default\"}");
    assertThat(candidates(Map.of()).get(0).host()).isEqualTo("unix:///var/run/docker.sock");
  }

  @Test
  void theCurrentContextCounts() throws Exception {
    write(".docker/config.json", "{\"currentContext\": \"away\"}");
    write(
        ".docker/contexts/meta/" + SHA256_OF_AWAY + "/meta.json",
        "{\"Name\":\"away\",\"Endpoints\":{\"docker\":{\"Host\":\"tcp://10.0.0.2:2375\"}}}");
    assertThat(candidates(Map.of()))
        .containsExactly(new EngineAddress("tcp://10.0.0.2:2375", "Docker context 'away'"));
  }

  @Test
  void aContextThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> candidates(Map.of("DOCKER_CONTEXT", "lost")))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith(
            "Docker context 'lost': it is the current context, but there is no file "
                + home.resolve(".docker/contexts/meta"))
        .hasMessageEndingWith(
            "to mend it, choose another with 'docker context use', or set DOCKER_HOST");
  }

  @Test
  void aConfigurationThatIsNoJsonIsNamed() throws Exception {
    write(".docker/config.json", "{");
    assertThatThrownBy(() -> candidates(Map.of()))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith(
            home.resolve(".docker/config.json") + ": the file cannot be read as JSON");
  }

  private List<EngineAddress> candidates(Map<String, String> environment) {
    return new EngineAddresses(environment, home).candidates();
  }

  private void write(String file, String text) throws Exception {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
