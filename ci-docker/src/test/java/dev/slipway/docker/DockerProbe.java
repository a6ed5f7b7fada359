package dev.slipway.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Sends one ping to a Docker Engine, with nothing but the JDK. */
record DockerProbe(SocketAddress address, Duration limit) {
  private static final String DEFAULT = "unix:///var/run/docker.sock";

  /** Reads the value of {@code DOCKER_HOST}; null or blank means the usual socket. */
  static SocketAddress addressFrom(String dockerHost) {
    URI uri = URI.create(dockerHost == null || dockerHost.isBlank() ? DEFAULT : dockerHost);
    return switch (String.valueOf(uri.getScheme())) {
      case "unix" -> UnixDomainSocketAddress.of(uri.getPath());
      case "tcp", "http" ->
        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 2375 : uri.getPort());
      default ->
        throw new IllegalArgumentException("DOCKER_HOST is '" + dockerHost
            + "'; the tests understand unix:///path and tcp://host:port");
    };
  }

  /** Returns nothing if the engine answered, else what was found in place of an answer. */
  Optional<String> whyNot() {
    boolean unix = address instanceof UnixDomainSocketAddress;
    try (SocketChannel channel =
            unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      String status = ping(channel, selector);
      return status.matches("HTTP/1\\.[01] 200 .*")
          ? Optional.empty()
          : Optional.of(address + " said '" + status + "'");
    } catch (IOException e) {
      return Optional.of(address + ": " + e.getMessage());
    }
  }

  private String ping(SocketChannel channel, Selector selector) throws IOException {
    SelectionKey key = channel.register(selector, 0);
    if (!channel.connect(address)) {
      await(selector, key, SelectionKey.OP_CONNECT, "connect");
      channel.finishConnect();
    }
    channel.write(StandardCharsets.US_ASCII.encode("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"));
    ByteBuffer answer = ByteBuffer.allocate(512);
    while (answer.hasRemaining() && !text(answer).contains("\r\n")) {
      await(selector, key, SelectionKey.OP_READ, "answer a ping");
      if (channel.read(answer) < 0) {
        break;
      }
    }
    return text(answer).lines().findFirst().orElse("");
  }

  private static String text(ByteBuffer answer) {
    return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
  }

  private void await(Selector selector, SelectionKey key, int interest, String what)
      throws IOException {
    key.interestOps(interest);
    if (selector.select(limit.toMillis()) == 0) {
      throw new IOException("did not " + what + " within " + limit.toMillis() + " ms");
    }
    selector.selectedKeys().clear();
  }
}
