package dev.slipway.docker;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Speaks TLS as an engine with {@code --tlsverify} does, wants to see a certificate, and passes all on to the real engine. */
final class TlsRelay implements AutoCloseable {
  private static final int PIECE = 16 * 1024;

  private final SSLServerSocket server;
  private final SocketAddress engine;

  private TlsRelay(SSLServerSocket server, SocketAddress engine) {
    this.server = server;
    this.engine = engine;
  }

  static TlsRelay to(SocketAddress engine, TestCertificates certificates)
      throws IOException, GeneralSecurityException {
    SSLServerSocket server = (SSLServerSocket) context(certificates)
        .getServerSocketFactory()
        .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(true);
    TlsRelay relay = new TlsRelay(server, engine);
    start(relay::accept);
    return relay;
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static SSLContext context(TestCertificates certificates)
      throws IOException, GeneralSecurityException {
    char[] password = TestCertificates.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(certificates.file("server.p12").toFile(), password), password);
    KeyStore authority = KeyStore.getInstance("PKCS12");
    authority.load(null, password);
    try (InputStream in = Files.newInputStream(certificates.file("ca.pem"))) {
      authority.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      start(() -> relay(client));
    }
  }

  private void relay(Socket client) throws IOException {
    try (client;
        SocketChannel channel = SocketChannel.open(engine)) {
      start(() -> toEngine(client.getInputStream(), channel));
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (channel.read(piece) >= 0) {
        client.getOutputStream().write(piece.array(), 0, piece.position());
        piece.clear();
      }
    }
  }

  /** The streams of {@link java.nio.channels.Channels} would let a read keep a write from the same channel. */
  private static void toEngine(InputStream in, SocketChannel channel) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      ByteBuffer bytes = ByteBuffer.wrap(piece, 0, length);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static void start(Work work) {
    Thread thread = new Thread(
        () -> {
          try {
            work.run();
          } catch (IOException over) {
            return;
          }
        },
        "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Work {
    void run() throws IOException;
  }
}
