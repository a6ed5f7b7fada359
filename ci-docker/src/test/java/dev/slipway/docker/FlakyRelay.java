package dev.slipway.docker;

import dev.slipway.fixture.RelayThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A way to a server on this machine that breaks every connection off, until it is opened. */
final class FlakyRelay implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private volatile boolean open;

  private FlakyRelay(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  static FlakyRelay to(int port) throws IOException {
    FlakyRelay relay =
        new FlakyRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
    RelayThread.start(relay::accept);
    return relay;
  }

  int port() {
    return server.getLocalPort();
  }

  void open() {
    open = true;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      if (!open) {
        client.close();
        continue;
      }
      Socket registry = new Socket(InetAddress.getLoopbackAddress(), target);
      RelayThread.start(() -> copy(client, registry));
      RelayThread.start(() -> copy(registry, client));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    }
  }
}
