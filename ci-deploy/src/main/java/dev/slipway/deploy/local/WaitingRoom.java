package dev.slipway.deploy.local;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Where requests wait that nobody can answer now, without a thread each. While it is closed they are refused. Thread-safe. */
final class WaitingRoom implements HttpHandler {
  private static final AttachmentKey<Boolean> HAS_WAITED = AttachmentKey.create(Boolean.class);

  private final Duration longestWait;
  private final HttpHandler refusal;
  private final Queue<Guest> guests = new ConcurrentLinkedQueue<>();
  private volatile boolean open;
  private volatile @Nullable HttpHandler next;

  WaitingRoom(Duration longestWait, HttpHandler refusal) {
    this.longestWait = longestWait;
    this.refusal = refusal;
  }

  /** Says who handles requests that have waited. */
  void leadTo(HttpHandler handler) {
    next = handler;
  }

  void open() {
    open = true;
  }

  /** Sends all that wait on. */
  void close() {
    open = false;
    for (Guest guest = guests.poll(); guest != null; guest = guests.poll()) {
      guest.go();
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    HttpHandler handler = next;
    if (handler == null || exchange.getAttachment(HAS_WAITED) != null) {
      refusal.handleRequest(exchange);
      return;
    }
    if (!open) {
      // it may have been closed since nobody was found, as there is somebody now
      exchange.putAttachment(HAS_WAITED, true);
      handler.handleRequest(exchange);
      return;
    }
    // what is given to this executor goes on with the request
    exchange.dispatch(goOn -> await(exchange, goOn), handler);
  }

  private void await(HttpServerExchange exchange, Runnable goOn) {
    Guest guest = new Guest(exchange, goOn);
    guests.add(guest);
    exchange
        .getIoThread()
        .executeAfter(
            () -> {
              if (guests.remove(guest)) {
                exchange.putAttachment(HAS_WAITED, true);
                guest.go();
              }
            },
            longestWait.toMillis(),
            TimeUnit.MILLISECONDS);
    if (!open) {
      // closed before this one was seen
      close();
    }
  }

  /** A request that waits. */
  private static final class Guest {
    private final HttpServerExchange exchange;
    private final Runnable goOn;
    private final AtomicBoolean gone = new AtomicBoolean();

    Guest(HttpServerExchange exchange, Runnable goOn) {
      this.exchange = exchange;
      this.goOn = goOn;
    }

    void go() {
      if (gone.compareAndSet(false, true)) {
        exchange.getIoThread().execute(goOn);
      }
    }
  }
}
