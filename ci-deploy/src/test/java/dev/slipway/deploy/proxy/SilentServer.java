package dev.slipway.deploy.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that can be as silent as the address of a container that is just started again: who wants to connect is neither accepted nor refused. The system does that when as many connections wait to be
 * accepted as may.
 */
final class SilentServer implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int TRY_MILLIS = 100;

  private final ServerSocket server;
  private final List<Socket> waiting = new ArrayList<>();
  private final Object accepting = new Object();

  SilentServer() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "silent server");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress("127.0.0.1", server.getLocalPort());
  }

  private void serve() {
    try {
      while (true) {
        Socket client = server.accept();
        synchronized (accepting) {
          answer(client);
        }
      }
    } catch (IOException e) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      client.setSoTimeout(1000);
      BufferedReader in = new BufferedReader(
          new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      client.getOutputStream().write(ANSWER);
    } catch (IOException gone) {
      // as those are that only waited
    }
  }

  /** Is silent for a while; returns for how long it was. */
  long silentFor(long millis) throws IOException, InterruptedException {
    synchronized (accepting) {
      long begin = fill();
      Thread.sleep(millis);
      for (Socket each : waiting) {
        each.close();
      }
      waiting.clear();
      return (System.nanoTime() - begin) / 1_000_000;
    }
  }

  /** Lets connections wait until one more finds no place; returns when that was tried. */
  private long fill() throws IOException {
    while (true) {
      long begin = System.nanoTime();
      Socket socket = new Socket();
      try {
        socket.connect(address(), TRY_MILLIS);
        waiting.add(socket);
      } catch (SocketTimeoutException full) {
        socket.close();
        return begin;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
