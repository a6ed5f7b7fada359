package dev.slipway.deploy.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy in front of two servers. */
@Timeout(60)
@NeedsProgram("haproxy")
class HaProxyIT {
  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<HttpServer> servers = new ArrayList<>();
  private final CountDownLatch began = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private TestProxy proxy;
  private HaProxy shop;

  @BeforeEach
  void open() throws Exception {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("a", server("a"));
    ports.put("b", server("b"));
    proxy = new TestProxy(directory, ports);
    shop = proxy.haProxy();
    shop.restore("a", time);
    shop.restore("b", time);
  }

  private int server(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      if (exchange.getRequestURI().getPath().equals("/slow")) {
        began.countDown();
        try {
          mayEnd.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      byte[] body = name.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.setExecutor(threads);
    server.start();
    servers.add(server);
    return server.getAddress().getPort();
  }

  @AfterEach
  void close() throws Exception {
    mayEnd.countDown();
    proxy.close();
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
    time.close();
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(proxy.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  private Set<String> answers() throws Exception {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      answers.add(ask("/").get().body());
    }
    return answers;
  }

  @Test
  void aServerIsLeftOutAndGivenBack() throws Exception {
    assertThat(answers()).containsExactly("a", "b");
    assertThat(shop.leftOut(time)).isEmpty();
    shop.drain("a", time);
    shop.drain("a", time);
    assertThat(answers()).containsExactly("b");
    assertThat(shop.leftOut(time)).containsExactly(Map.entry("a", "DRAIN"));
    shop.restore("a", time);
    assertThat(answers()).containsExactly("a", "b");
  }

  @Test
  void itWaitsForTheRequestsThatAreUnderWay() throws Exception {
    shop.drain("b", time);
    CompletableFuture<HttpResponse<String>> slow = ask("/slow");
    began.await();
    shop.restore("b", time);
    CompletableFuture<Void> drained = CompletableFuture.runAsync(
        () -> {
          try {
            shop.drain("a", time);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        threads);
    assertThatThrownBy(() -> drained.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(answers()).containsExactly("b");
    mayEnd.countDown();
    assertThat(slow.get().body()).isEqualTo("a");
    drained.get();
  }

  @Test
  void aRequestThatDoesNotEndIsNotWaitedForLongerThanTheLimit() throws Exception {
    shop.drain("b", time);
    CompletableFuture<HttpResponse<String>> slow = ask("/slow");
    began.await();
    long begin = time.nanos();
    shop.drainingWithin(Duration.ofMillis(300)).drain("a", time);
    assertThat(Duration.ofNanos(time.nanos() - begin)).isGreaterThan(Duration.ofMillis(299));
    assertThat(slow).isNotDone();
  }

  @Test
  void aServerThatIsNotWellIsNotGivenBack() throws Exception {
    servers.get(0).stop(0);
    shop.drain("a", time);
    assertThatThrownBy(() -> shop.wellWithin(Duration.ofSeconds(1)).restore("a", time))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining(
            "server shop/a: it is DOWN PT1S after it was given back to the traffic");
    assertThat(shop.leftOut(time)).containsExactly(Map.entry("a", "DOWN"));
  }

  @Test
  void whatItsCheckFoundBeforeMaintenanceIsNotTakenForWell() throws Exception {
    HaProxy impatient = shop.wellWithin(Duration.ZERO);
    InetSocketAddress where = servers.get(0).getAddress();
    assertThat(shop.add("a", where, time)).isTrue();
    new RuntimeSocket(UnixDomainSocketAddress.of(proxy.socket()))
        .ask("set server shop/a state maint", time);
    assertThat(impatient.isWell("a", time)).isFalse();
    servers.get(0).stop(0);
    for (int round = 0; round < 10; round++) {
      assertThat(impatient.add("a", where, time)).isFalse();
      time.sleep(Duration.ofMillis(30));
    }
  }

  /** Who added it was killed before its checks began. */
  @Test
  void aServerThatWasAddedAndNotEnabledIsFoundWell() throws Exception {
    InetSocketAddress where = servers.get(0).getAddress();
    new RuntimeSocket(UnixDomainSocketAddress.of(proxy.socket()))
        .ask(
            "add server shop/half 127.0.0.1:" + where.getPort() + " check inter 100ms weight 0",
            time);
    assertThat(shop.wellWithin(Duration.ofSeconds(5)).add("half", where, time)).isTrue();
  }

  @Test
  void aServerThatWasSilentForAMomentIsNotTakenOutWhenItIsBack() throws Exception {
    try (SilentServer server = new SilentServer()) {
      assertThat(shop.add("silent", server.address(), time)).isTrue();
      int rounds = 0;
      while (rounds < 8) {
        boolean asMeant = server.silentFor(1150) < 1400;
        // a machine that is slow makes it a longer one, of which nothing is said
        while (!asMeant && !shop.leftOut(time).isEmpty()) {
          time.sleep(Duration.ofMillis(20));
        }
        rounds += asMeant ? 1 : 0;
        long limit = time.nanos() + Duration.ofMillis(800).toNanos();
        while (asMeant && time.nanos() - limit < 0) {
          assertThat(shop.leftOut(time)).as("after round %s", rounds).isEmpty();
          time.sleep(Duration.ofMillis(20));
        }
      }
    }
  }

  @Test
  void whatIsNotThereIsTold() {
    assertThatThrownBy(() -> shop.drain("z", time))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("server shop/z: HAProxy answers 'No such server.'");
    assertThatThrownBy(() -> HaProxy.at(proxy.socket(), "other").drain("a", time))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("server other/a: HAProxy answers 'No such backend.'");
    assertThatThrownBy(() -> HaProxy.at(directory.resolve("none.sock"), "shop").leftOut(time))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("none.sock: it cannot be asked: ")
        .hasMessageContaining("look whether it runs");
    assertThatThrownBy(() -> HaProxy.at(proxy.socket(), "shop; disable"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> shop.drain("a\nshow env", time))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsNoHaProxyIsTold() throws Exception {
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) deaf.getLocalSocketAddress();
      assertThatThrownBy(() -> HaProxy.at(address, "shop").leftOut(time))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("it does not answer within PT10S");
    }
    InetSocketAddress web =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().getPort());
    assertThatThrownBy(() -> HaProxy.at(web, "shop").leftOut(time))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("400 Bad request' to 'show stat'");
  }
}
