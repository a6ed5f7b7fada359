package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
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
  void aContextBringsItsCertificates() throws Exception {
    String meta = ".docker/contexts/meta/" + SHA256_OF_AWAY + "/meta.json";
    Path files = home.resolve(".docker/contexts/tls/" + SHA256_OF_AWAY + "/docker");
    Map<String, String> away = Map.of("DOCKER_CONTEXT", "away");
    String endpoint = "{\"Endpoints\":{\"docker\":{\"Host\":\"tcp://10.0.0.2:2376\"%s}}}";
    write(meta, endpoint.formatted(",\"SkipTLSVerify\":true"));
    assertThat(candidates(away).get(0).tls()).isEqualTo(new EngineTls(null, false));
    Files.createDirectories(files);
    assertThat(candidates(away).get(0).tls()).isEqualTo(new EngineTls(files, false));
    write(meta, endpoint.formatted(""));
    assertThat(candidates(away))
        .containsExactly(new EngineAddress(
            "tcp://10.0.0.2:2376", "Docker context 'away'", new EngineTls(files, true)));
  }

  @Test
  void variablesAskForTls() {
    Map<String, String> verified = Map.of(
        "DOCKER_HOST", "tcp://10.0.0.1", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/certs");
    assertThat(candidates(verified))
        .containsExactly(new EngineAddress(
            "tcp://10.0.0.1", "DOCKER_HOST", new EngineTls(Path.of("/certs"), true)));
    assertThat(candidates(verified).get(0).hostWithPort()).isEqualTo("tcp://10.0.0.1:2376");
    assertThat(candidates(verified).get(0)).hasToString("tcp://10.0.0.1 (DOCKER_HOST, with TLS)");
    assertThat(candidates(Map.of("DOCKER_HOST", "tcp://[::1]", "DOCKER_TLS", "1"))
            .get(0)
            .tls())
        .isEqualTo(new EngineTls(home.resolve(".docker"), false));
    assertThat(candidates(Map.of("DOCKER_TLS_VERIFY", "1")).get(0).host())
        .isEqualTo("tcp://localhost");
    assertThat(candidates(Map.of("DOCKER_HOST", "unix:///x", "DOCKER_TLS_VERIFY", "1")))
        .containsExactly(new EngineAddress("unix:///x", "DOCKER_HOST"));
    assertThat(new EngineAddress("tcp://10.0.0.1", "x").hostWithPort())
        .isEqualTo("tcp://10.0.0.1:2375");
    assertThat(new EngineAddress("tcp://[::1]:9", "x").hostWithPort()).isEqualTo("tcp://[::1]:9");
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
            home.resolve(".docker/config.json") + ": the file is no JSON in line 1; expected");
  }

  @Test
  void addressesBySsh() {
    for (String good : List.of(
        "ssh://web1",
        "ssh://deploy@web1.example:2222",
        "ssh://deploy@10.0.0.7/run/user/1000/docker.sock",
        "ssh://[fd00::7]:22",
        "ssh://web_1/")) {
      EngineAddress address = new EngineAddress(good, "DOCKER_HOST");
      assertThat(address.isBySsh()).isTrue();
      assertThat(address.withSshConfig(home).sshConfig()).isEqualTo(home);
      assertThatCode(address::requireKnownKind).as(good).doesNotThrowAnyException();
    }
    EngineAddress tcp = new EngineAddress("tcp://10.0.0.1", "DOCKER_HOST");
    assertThat(tcp.withSshConfig(home)).isEqualTo(tcp);
    for (String bad : List.of(
        "ssh://deploy:hunter2@web1",
        "ssh://-oProxyCommand=x",
        "ssh://-l@web1",
        "ssh://web1:port",
        "ssh://web1 x")) {
      assertThatThrownBy(() -> new EngineAddress(bad, "DOCKER_HOST").requireKnownKind())
          .as(bad)
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageContaining("the address by SSH (DOCKER_HOST) is none")
          .hasMessageNotContaining("hunter2");
    }
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
