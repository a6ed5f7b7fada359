package dev.slipway.deploy.local;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.ProxyCallback;
import io.undertow.server.handlers.proxy.ProxyClient;
import io.undertow.server.handlers.proxy.ProxyConnection;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/** A listening reverse proxy that leads every request to an upstream of the moment. Where there is none, requests are refused, or wait for one when that is wanted. Thread-safe. */
final class ReverseProxy implements AutoCloseable {
  private static final int WORKERS = 4;
  private static final int HUNDRED = 100;
  // held, because the logging of the JDK forgets the level of a logger that nobody holds
  private static final Logger SERVER_LOG = Logger.getLogger("io.undertow");
  private static final Logger XNIO_LOG = Logger.getLogger("org.xnio");

  private final Undertow server;
  private final WaitingRoom waitingRoom;
  private final int port;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Way way = new Way(null, null, 0);

  /** Where requests go: to one upstream, and so many of 100 to another. */
  private record Way(@Nullable Upstream current, @Nullable Upstream other, int percent) {
    /** Spreads what the other gets evenly. */
    @Nullable
    Upstream pick(int request) {
      long before = Math.floorMod(request, HUNDRED) * (long) percent / HUNDRED;
      long after = (Math.floorMod(request, HUNDRED) + 1) * (long) percent / HUNDRED;
      return after > before ? other : current;
    }
  }

  /** Starts to listen; port 0 takes a free one. A RuntimeException with a BindException inside tells of a port in use. */
  ReverseProxy(String host, int wantedPort, Duration longestWait) {
    quiet(SERVER_LOG);
    quiet(XNIO_LOG);
    waitingRoom = new WaitingRoom(longestWait, new ResponseCodeHandler(503));
    ProxyHandler handler =
        ProxyHandler.builder().setProxyClient(new Switch()).setNext(waitingRoom).build();
    waitingRoom.leadTo(handler);
    server = Undertow.builder()
        .addHttpListener(wantedPort, host)
        .setIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
        .setWorkerThreads(WORKERS)
        .setWorkerOption(Options.THREAD_DAEMON, true)
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
        .setHandler(handler)
        .build();
    server.start();
    port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
  }

  int port() {
    return port;
  }

  @Nullable
  Upstream current() {
    return way.current();
  }

  /** Requests that begin after this returns go to this upstream. */
  void route(@Nullable Upstream upstream) {
    way = new Way(upstream, null, 0);
    if (upstream != null) {
      waitingRoom.close();
    }
  }

  /** Requests for which there is no upstream wait from now on, until there is one. */
  void hold() {
    waitingRoom.open();
  }

  /** So many of 100 requests that begin after this returns go to this upstream, and the others where they went before. */
  void share(Upstream upstream, int percent) {
    way = new Way(way.current(), upstream, percent);
  }

  /** No request that begins after this returns goes to this upstream as a share. */
  void unshare(Upstream upstream) {
    if (way.other() == upstream) {
      route(way.current());
    }
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Takes the upstream of the moment so that it is not thought idle: counted first, looked at again after. */
  private @Nullable Upstream enter() {
    int request = requests.getAndIncrement();
    while (true) {
      Way now = way;
      Upstream upstream = now.pick(request);
      if (upstream == null) {
        return null;
      }
      upstream.enter();
      if (now.equals(way)) {
        return upstream;
      }
      upstream.exit();
    }
  }

  private static void quiet(Logger logger) {
    if (logger.getLevel() == null) {
      logger.setLevel(Level.WARNING);
    }
  }

  private record Pick(Upstream upstream, ProxyClient.ProxyTarget target)
      implements ProxyClient.ProxyTarget {}

  /** Asks the client of the upstream that a request has picked. */
  private final class Switch implements ProxyClient {
    @Override
    public @Nullable ProxyTarget findTarget(HttpServerExchange exchange) {
      Upstream upstream = enter();
      if (upstream == null) {
        return null;
      }
      ProxyTarget target = upstream.client().findTarget(exchange);
      if (target == null) {
        upstream.exit();
        return null;
      }
      exchange.addExchangeCompleteListener((done, next) -> {
        upstream.exit();
        next.proceed();
      });
      return new Pick(upstream, target);
    }

    @Override
    public void getConnection(
        ProxyTarget target,
        HttpServerExchange exchange,
        ProxyCallback<ProxyConnection> callback,
        long timeout,
        TimeUnit unit) {
      Pick pick = (Pick) target;
      pick.upstream().client().getConnection(pick.target(), exchange, callback, timeout, unit);
    }
  }
}
