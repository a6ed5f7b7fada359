package dev.slipway.deploy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.FreePort;
import dev.slipway.fixture.ProgramCondition;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real HAProxy in front of servers on this machine; its backend is {@code shop}. */
public final class TestProxy implements AutoCloseable {
  private final Path socket;
  private final URI address;
  private final Process process;

  /**
   * Starts it.
   *
   * @param servers their names with their ports
   */
  public TestProxy(Path directory, Map<String, Integer> servers) throws Exception {
    socket = directory.resolve("haproxy.sock");
    int port = FreePort.next();
    address = URI.create("http://127.0.0.1:" + port);
    StringBuilder lines = new StringBuilder();
    servers.forEach((name, at) -> lines.append("  server " + name + " 127.0.0.1:" + at + "\n"));
    Path configuration =
        Files.writeString(directory.resolve("haproxy.cfg"), """
        global
          stats socket %s mode 600 level admin
        defaults
          mode http
          timeout connect 2s
          timeout check 5s
          timeout client 30s
          timeout server 30s
        frontend users
          bind 127.0.0.1:%d
          default_backend shop
        backend shop
          balance roundrobin
          option httpchk GET /health
          option forwardfor
          default-server check inter 100ms fall 3 rise 1
        %s""".formatted(socket, port, lines));
    Path log = directory.resolve("haproxy.log");
    process = new ProcessBuilder(
            ProgramCondition.find("haproxy").orElseThrow().toString(),
            "-db",
            "-f",
            configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    while (!answers()) {
      assertThat(process.isAlive())
          .as(() -> "HAProxy runs; its log is in " + log)
          .isTrue();
      Thread.onSpinWait();
    }
  }

  /** Its socket is there a moment before it listens. */
  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Starts it in front of servers that are called a, b, c and so on. */
  public static TestProxy of(Path directory, Iterable<Integer> ports) throws Exception {
    Map<String, Integer> servers = new LinkedHashMap<>();
    for (int port : ports) {
      servers.put(String.valueOf((char) ('a' + servers.size())), port);
    }
    return new TestProxy(directory, servers);
  }

  public URI address() {
    return address;
  }

  public Path socket() {
    return socket;
  }

  /** Returns it as a user names it. */
  public HaProxy haProxy() {
    return HaProxy.at(socket, "shop");
  }

  /** Returns the way to its runtime API. */
  public RuntimeChannel channel() {
    return new RuntimeSocket(UnixDomainSocketAddress.of(socket));
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }
}
