package dev.slipway.deploy;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Users who never stop: raw sockets, so that nothing is tried again behind our back. */
final class Load implements AutoCloseable {
  private static final String UPLOAD = "x".repeat(20_000);

  private final URI address;
  private final ExecutorService users = Executors.newCachedThreadPool();
  private final AtomicLong requests = new AtomicLong();
  private final Collection<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  Load(URI address, int keepAlive, int newConnections) {
    this.address = address;
    for (int i = 0; i < keepAlive; i++) {
      users.execute(() -> run(true));
    }
    for (int i = 0; i < newConnections; i++) {
      users.execute(() -> run(false));
    }
  }

  long requests() {
    return requests.get();
  }

  List<String> failures() {
    return new ArrayList<>(failures);
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    users.shutdown();
    if (!users.awaitTermination(20, TimeUnit.SECONDS)) {
      users.shutdownNow();
      failures.add("a request did not come to an end");
    }
  }

  private void run(boolean keepAlive) {
    long count = 0;
    while (!over) {
      try (Socket socket =
          new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        do {
          request(socket, in, keepAlive, ++count % 10 == 0);
        } while (keepAlive && !over);
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }
  }

  private void request(Socket socket, InputStream in, boolean keepAlive, boolean upload)
      throws IOException {
    requests.incrementAndGet();
    String body = upload ? UPLOAD : "";
    String head = (upload ? "POST" : "GET") + " /work HTTP/1.1\r\nHost: shop\r\n"
        + (upload ? "Content-Length: " + body.length() + "\r\n" : "")
        + (keepAlive ? "" : "Connection: close\r\n") + "\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    String answer = new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    String expected = "release" + (upload ? " " + body.length() : "");
    if (!status.startsWith("HTTP/1.1 200 ") || !answer.equals(expected)) {
      failures.add(status + ": " + answer);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended after '" + line + "'");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
