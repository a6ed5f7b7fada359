package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerProbeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  Path folder;

  @Test
  void anEngineThatAnswersIsFound() throws Exception {
    try (ServerSocketChannel server = server()) {
      CompletableFuture<Void> answered =
          CompletableFuture.runAsync(() -> answer(server, "HTTP/1.0 200 OK\r\n\r\nOK"));

      assertThat(new DockerProbe(server.getLocalAddress(), LONG).whyNot()).isEmpty();
      answered.join();
    }
  }

  @Test
  void anErrorIsNoEngine() throws Exception {
    try (ServerSocketChannel server = server()) {
      CompletableFuture<Void> answered = CompletableFuture.runAsync(
          () -> answer(server, "HTTP/1.1 503 Service Unavailable\r\n\r\n"));

      assertThat(new DockerProbe(server.getLocalAddress(), LONG).whyNot())
          .hasValueSatisfying(
              why -> assertThat(why).endsWith("said 'HTTP/1.1 503 Service Unavailable'"));
      answered.join();
    }
  }

  @Test
  void aSilentSocketIsNoEngine() throws Exception {
    try (ServerSocketChannel server = server()) {
      assertThat(new DockerProbe(server.getLocalAddress(), Duration.ofMillis(20)).whyNot())
          .hasValueSatisfying(
              why -> assertThat(why).endsWith("did not answer a ping within 20 ms"));
    }
  }

  @Test
  void aMissingSocketIsNoEngine() {
    Path missing = folder.resolve("missing.sock");

    assertThat(new DockerProbe(UnixDomainSocketAddress.of(missing), LONG).whyNot())
        .hasValueSatisfying(why -> assertThat(why).startsWith(missing + ": "));
  }

  @Test
  void theAddressComesFromDockerHostOrIsTheUsualSocket() {
    UnixDomainSocketAddress usual = UnixDomainSocketAddress.of("/var/run/docker.sock");

    assertThat(DockerProbe.addressFrom(null)).isEqualTo(usual);
    assertThat(DockerProbe.addressFrom(" ")).isEqualTo(usual);
    assertThat(DockerProbe.addressFrom("unix:///tmp/d.sock"))
        .isEqualTo(UnixDomainSocketAddress.of("/tmp/d.sock"));
    assertThat(DockerProbe.addressFrom("tcp://127.0.0.1:99"))
        .isEqualTo(new InetSocketAddress("127.0.0.1", 99));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DockerProbe.addressFrom("ssh://host"))
        .withMessage(
            "DOCKER_HOST is 'ssh://host'; the tests understand unix:///path and tcp://host:port");
  }

  private ServerSocketChannel server() throws Exception {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(folder.resolve("d.sock")));
  }

  private static void answer(ServerSocketChannel server, String text) {
    try (SocketChannel client = server.accept()) {
      client.read(ByteBuffer.allocate(512));
      client.write(StandardCharsets.US_ASCII.encode(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
