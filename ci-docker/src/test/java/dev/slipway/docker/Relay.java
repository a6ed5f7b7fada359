package dev.slipway.docker;

import dev.slipway.fixture.RelayThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to the engine of this machine that can be cut, as a network is. */
final class Relay implements AutoCloseable {
  private final ServerSocketChannel server;
  private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();
  private volatile boolean cut;

  private Relay(ServerSocketChannel server) {
    this.server = server;
  }

  static Relay open() throws IOException {
    Relay relay = new Relay(ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    RelayThread.start(relay::accept);
    return relay;
  }

  String host() throws IOException {
    return "tcp://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Breaks all connections, and refuses new ones until it is mended. */
  void cut() {
    cut = true;
    connections.forEach(Relay::close);
    connections.clear();
  }

  void mend() {
    cut = false;
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() throws IOException {
    while (true) {
      SocketChannel client = server.accept();
      if (cut) {
        client.close();
        continue;
      }
      SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of("/var/run/docker.sock"));
      connections.addAll(List.of(client, engine));
      RelayThread.start(() -> copy(client, engine));
      RelayThread.start(() -> copy(engine, client));
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    while (from.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.clear();
    }
    if (to.isOpen()) {
      to.shutdownOutput();
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }
}
