package dev.slipway.deploy.local;

import dev.slipway.time.Time;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One release as the proxy sees it: the way to it, and how many requests it still answers. Thread-safe. */
final class Upstream {
  private static final int CONNECTIONS_PER_THREAD = 200;
  private static final int MAX_QUEUE = 1000;

  private final int number;
  private final URI address;
  private final LoadBalancingProxyClient client;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile @Nullable CompletableFuture<Boolean> idle;

  Upstream(int number, URI address) {
    this.number = number;
    this.address = address;
    // no idle connection is kept, so that none can have been closed by the application when a
    // request takes it
    this.client = new LoadBalancingProxyClient()
        .setConnectionsPerThread(CONNECTIONS_PER_THREAD)
        .setSoftMaxConnectionsPerThread(0)
        .setTtl(1)
        .setMaxQueueSize(MAX_QUEUE);
    client.addHost(address);
  }

  int number() {
    return number;
  }

  URI address() {
    return address;
  }

  LoadBalancingProxyClient client() {
    return client;
  }

  void enter() {
    underWay.incrementAndGet();
  }

  void exit() {
    if (underWay.decrementAndGet() == 0) {
      CompletableFuture<Boolean> waiting = idle;
      if (waiting != null) {
        waiting.complete(true);
      }
    }
  }

  int underWay() {
    return underWay.get();
  }

  /** Waits until no request is under way; to be called when no new ones come. Returns false when the limit is over. */
  boolean awaitIdle(Duration limit, Time time) throws InterruptedException {
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    idle = waiting;
    if (underWay.get() == 0) {
      return true;
    }
    Time.Timer timer = time.after(limit, () -> waiting.complete(false));
    try {
      return waiting.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a plain value cannot fail", e);
    } finally {
      timer.cancel();
    }
  }

  void close() {
    client.removeHost(address);
  }
}
