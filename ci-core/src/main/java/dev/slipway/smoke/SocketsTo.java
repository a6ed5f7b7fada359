package dev.slipway.smoke;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import javax.net.SocketFactory;

/** Makes sockets that connect to one host wherever they are sent. The client asks no DNS about an address in numbers, so that its DNS alone cannot lead it elsewhere. */
final class SocketsTo extends SocketFactory {
  private final String host;

  SocketsTo(String host) {
    this.host = host;
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress to, int timeout) throws IOException {
        super.connect(to instanceof InetSocketAddress there ? instead(there) : to, timeout);
      }
    };
  }

  /** One of the addresses of the host stays as it is: the client tries them all. */
  private InetSocketAddress instead(InetSocketAddress there) throws IOException {
    List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
    return addresses.contains(there.getAddress())
        ? there
        : new InetSocketAddress(addresses.get(0), there.getPort());
  }

  @Override
  public Socket createSocket(String to, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String to, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress to, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress to, int port, InetAddress from, int fromPort) {
    throw new UnsupportedOperationException();
  }
}
