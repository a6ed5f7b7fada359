package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.ImageName;
import dev.slipway.runtime.RuntimeProvider;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.SystemTime;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DockerRuntimeTest {
  private final SystemTime time = SystemTime.create();

  @AfterEach
  void closeTime() {
    time.close();
  }

  @Test
  void whereNoEngineAnswersAllThatWasTriedIsTold() {
    assertThatThrownBy(
            () -> DockerRuntime.builder(time).host("tcp://127.0.0.1:1").connect())
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith(
            "Docker Engine: none answers; tried tcp://127.0.0.1:1 (as configured): ")
        .hasMessageContaining("refused")
        .hasMessageEndingWith("; expected a running engine that this user may use;"
            + " to mend it, start it, set DOCKER_HOST,"
            + " or choose another context with 'docker context use'");
  }

  @Test
  void severalAddressesAreTriedInOrder() {
    List<EngineAddress> candidates = List.of(
        new EngineAddress("unix:///nowhere/docker.sock", "first"),
        new EngineAddress("tcp://127.0.0.1:1", "second"));
    assertThatThrownBy(() -> Engine.connect(candidates))
        .isInstanceOf(RuntimeUnavailableException.class)
        .message()
        .containsSubsequence(
            "unix:///nowhere/docker.sock (first): ", "; tcp://127.0.0.1:1 (second): ");
  }

  @Test
  void anAddressOfAnUnknownKindIsTold() {
    assertThatThrownBy(() -> DockerRuntime.builder(time).host("gopher://there").connect())
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessage(
            "Docker Engine: the address 'gopher://there' (as configured) has a scheme that is not"
                + " supported; expected unix://, tcp://, ssh:// or npipe:// and what follows, such as"
                + " unix:///var/run/docker.sock or tcp://127.0.0.1:2375; to mend it, correct the"
                + " address, or leave it out to use the usual sockets");
  }

  @Test
  void whatIsNoAddressIsTold() {
    List<EngineAddress> word = List.of(new EngineAddress("nonsense", "DOCKER_HOST"));
    assertThatThrownBy(() -> Engine.connect(word))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasNoCause()
        .hasMessageStartingWith(
            "Docker Engine: the address 'nonsense' (DOCKER_HOST) has no scheme; expected unix://,");
    List<EngineAddress> scheme = List.of(new EngineAddress("tcp://", "DOCKER_HOST"));
    assertThatThrownBy(() -> Engine.connect(scheme))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith(
            "Docker Engine: the address 'tcp://' (DOCKER_HOST) ends after its scheme; expected");
  }

  @Test
  void theProviderIsFound() {
    assertThat(ServiceLoader.load(RuntimeProvider.class))
        .extracting(RuntimeProvider::name)
        .containsExactly("docker");
  }

  @Test
  void aMemoryLimitThatNoEngineAcceptsIsRefused() {
    assertThatThrownBy(() -> DockerRuntime.builder(time).memoryLimit(1024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a memory limit is at least 6 MiB, not 1024 bytes");
  }

  @Test
  void anImageWithoutTagMeansTheLatest() {
    String digest = "@sha256:" + "0".repeat(64);
    assertThat(Names.complete(ImageName.parse("localhost:5000/team/app")))
        .hasToString("localhost:5000/team/app:latest");
    assertThat(Names.complete(ImageName.parse("app:1"))).hasToString("app:1");
    assertThat(Names.complete(ImageName.parse("app" + digest))).hasToString("app" + digest);
  }

  @Test
  void anEngineWithoutRootRunsCommandsAsItsRoot() {
    assertThat(Tenant.user(List.of("name=seccomp", "name=rootless"))).isEqualTo("0:0");
  }
}
