package dev.slipway.smoke;

import dev.slipway.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Makes TCP connections and closes them at once. */
record TcpProbe(Time time) {
  Finding connect(Check.Connection check, String host) throws InterruptedException {
    try (Socket socket = new Socket()) {
      // a blocked socket does not notice an interrupt; a closed one does
      CompletableFuture<Finding> finding = new CompletableFuture<>();
      time.start("smoke " + check.name(), () -> {
        try {
          finding.complete(connect(socket, check, host));
        } catch (RuntimeException | Error e) {
          finding.completeExceptionally(e);
        }
      });
      return finding.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the connection could not be made: " + check.name(), e);
    } catch (IOException e) {
      throw new IllegalStateException("the connection could not be closed: " + check.name(), e);
    }
  }

  private static Finding connect(Socket socket, Check.Connection check, String host) {
    InetSocketAddress address = new InetSocketAddress(host, check.port());
    String place = Words.place(host, check.port());
    try {
      if (address.isUnresolved()) {
        throw new UnknownHostException(host);
      }
      socket.connect(address, Math.toIntExact(check.limit().toMillis()));
      return new Finding.AsExpected();
    } catch (IOException e) {
      return HttpProbe.failure(e, place, false, check);
    }
  }
}
