package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.DockerCommand;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.TestCertificates;
import dev.slipway.fixture.TlsRelay;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real engine, behind a relay that speaks TLS as an engine with {@code --tlsverify} does. */
@NeedsDocker
@NeedsProgram("openssl")
@Timeout(180)
class EngineTlsIT {
  @TempDir
  static Path home;

  private static TestCertificates certificates;
  private static TlsRelay relay;
  private static String address;

  @BeforeAll
  static void start() throws Exception {
    certificates = TestCertificates.in(home.resolve("certificates"));
    relay = TlsRelay.to(DockerProbe.addressFrom(System.getenv("DOCKER_HOST")), certificates);
    address = "tcp://127.0.0.1:" + relay.port();
  }

  @AfterAll
  static void stop() throws Exception {
    relay.close();
  }

  @Test
  void variablesLeadToIt() {
    assertThat(answers(Map.of(
            "DOCKER_HOST",
            address,
            "DOCKER_TLS_VERIFY",
            "1",
            "DOCKER_CERT_PATH",
            certificates.directory().toString())))
        .isEqualTo(address + " (DOCKER_HOST, with TLS)");
  }

  @Test
  void aContextOfTheDockerCommandLeadsToIt() {
    context("away", "ca=" + certificates.file("ca.pem"));
    assertThat(answers(context("away"))).isEqualTo(address + " (Docker context 'away', with TLS)");
    context("skipping", "skip-tls-verify=true");
    assertThat(answers(context("skipping")))
        .isEqualTo(address + " (Docker context 'skipping', with TLS)");
  }

  @Test
  void theBuilderLeadsToIt() {
    try (SystemTime time = SystemTime.create();
        DockerRuntime runtime = DockerRuntime.builder(time)
            .host(address)
            .certificates(certificates.directory())
            .connect()) {
      assertThat(runtime.name()).isEqualTo("docker");
    }
  }

  @Test
  void withoutTlsOrTheRightAuthorityItIsNotReached() throws Exception {
    assertThatThrownBy(() -> answers(Map.of("DOCKER_HOST", address)))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith(
            "Docker Engine: none answers; tried " + address + " (DOCKER_HOST): ");
    Path stranger = TestCertificates.in(home.resolve("stranger")).directory();
    assertThatThrownBy(() -> answers(Map.of(
            "DOCKER_HOST",
            address,
            "DOCKER_TLS_VERIFY",
            "1",
            "DOCKER_CERT_PATH",
            stranger.toString())))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith(
            "Docker Engine: none answers; tried " + address + " (DOCKER_HOST, with TLS): ");
    Files.writeString(stranger.resolve("key.pem"), "hunter2");
    assertThatThrownBy(() -> answers(Map.of(
            "DOCKER_HOST", address, "DOCKER_TLS", "1", "DOCKER_CERT_PATH", stranger.toString())))
        .hasMessageContaining(
            stranger.resolve("key.pem")
                + ": the file cannot be used to talk to an engine; expected a private key in PEM without a password")
        .hasMessageNotContaining("hunter2");
  }

  private static void context(String name, String trust) {
    DockerCommand.run(
        home,
        Map.of("DOCKER_CONFIG", home.resolve("config").toString()),
        "context",
        "create",
        name,
        "--docker",
        "host=" + address + "," + trust + ",cert=" + certificates.file("cert.pem") + ",key="
            + certificates.file("key.pem"));
  }

  private static Map<String, String> context(String name) {
    return new HashMap<>(
        Map.of("DOCKER_CONTEXT", name, "DOCKER_CONFIG", home.resolve("config").toString()));
  }

  private static String answers(Map<String, String> environment) {
    List<EngineAddress> candidates = new EngineAddresses(environment, home).candidates();
    try (Engine found = Engine.connect(candidates)) {
      found.requireAnswer();
      return found.address().toString();
    }
  }
}
