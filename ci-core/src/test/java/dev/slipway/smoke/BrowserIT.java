package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.fixture.FreePort;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages in a real Chromium. */
@NeedsProgram({"chromium", "chromedriver"})
@Timeout(120)
class BrowserIT {
  private static final String OURS =
      "slipway-browser-" + ProcessHandle.current().pid() + "-";
  private final SystemTime time = SystemTime.create();
  private final Map<String, String> pages = new ConcurrentHashMap<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/deaf")) {
        stopDrivers();
        return;
      }
      if (path.equals("/hang")) {
        asked.countDown();
        return;
      }
      byte[] body = pages.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("Content-Type", path.endsWith(".js") ? "text/javascript" : "text/html");
      exchange.sendResponseHeaders(
          pages.containsKey(path) ? 200 : 404, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    time.close();
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private SmokeReport visit(String path, Consumer<SmokePageBuilder> page)
      throws InterruptedException {
    return SmokeTest.named(
            "shop",
            t -> t.page(path, p -> {
              p.withoutSandbox();
              page.accept(p);
            }))
        .run(base(), time);
  }

  @Test
  void aPageThatWorksPasses() throws Exception {
    pages.put("/", "<h1>Shop</h1><script src='/late.js'></script>");
    pages.put("/late.js", """
        setTimeout(() => fetch('/ok.js').then(() => {
          const pay = document.createElement('button');
          pay.id = 'pay';
          document.body.append(pay);
        }), 300);
        """);
    pages.put("/ok.js", "1");
    SmokeReport report = visit("/", p -> p.element("h1").element("#pay"));
    assertThat(report.sentence()).endsWith("passed against " + base() + ": 1 check");
    assertThat(left()).isEmpty();
  }

  @Test
  void errorsOfScriptsAreTold() throws Exception {
    pages.put("/thrown", "<script>null.pay()</script>");
    assertThat(visit("/thrown", p -> {}).sentence())
        .contains("JavaScript: expected no error, found ")
        .contains("Cannot read properties of null")
        .contains("/thrown:1");
    pages.put("/rejected", "<script>Promise.reject(new Error('no stock'))</script>");
    assertThat(visit("/rejected", p -> {}).sentence()).contains("no stock");
    pages.put("/inner", "<iframe src='/thrown'></iframe>");
    assertThat(visit("/inner", p -> {}).sentence()).contains("Cannot read properties of null");
  }

  @Test
  void requestsThatFailAreTold() throws Exception {
    pages.put(
        "/",
        "<img src='/gone.png'><script src='http://127.0.0.1:" + FreePort.next()
            + "/x.js'></script>");
    assertThat(visit("/", p -> {}).sentence())
        .contains("request " + base() + "/gone.png: expected an answer below 400, found")
        .contains("status 404")
        .contains("net::ERR_CONNECTION_REFUSED");
    assertThat(visit("/none", p -> {}).sentence())
        .contains("request " + base() + "/none: expected an answer below 400");
  }

  @Test
  void elementsThatAreMissingAreTold() throws Exception {
    pages.put("/", "<h1>Shop</h1>");
    assertThat(visit("/", p -> p.element("#pay").within(Duration.ofSeconds(6))).sentence())
        .contains("element #pay: expected to be there, found");
    assertThat(visit("/", p -> p.element("h1[").within(Duration.ofSeconds(6))).sentence())
        .contains("element h1[: expected a CSS selector");
  }

  @Test
  void aPageThatHangsAndAnApplicationThatIsNotThereAreTold() throws Exception {
    assertThat(visit("/hang", p -> p.within(Duration.ofSeconds(2))).sentence())
        .contains("page: expected to be complete within PT2S, found");
    URI nobody = URI.create("http://127.0.0.1:" + FreePort.next());
    assertThat(SmokeTest.named("shop", t -> t.page("/", SmokePageBuilder::withoutSandbox))
            .run(nobody, time)
            .sentence())
        .contains("net::ERR_CONNECTION_REFUSED");
    assertThat(left()).isEmpty();
  }

  @Test
  void aPageWhoseScriptNeverEndsIsTold() throws Exception {
    pages.put("/", "<script>while (true) {}</script>");
    assertThat(visit("/", p -> p.within(Duration.ofSeconds(2))).sentence())
        .contains("page: expected to be complete within PT2S, found")
        .contains("page: expected to answer the browser, found");
    assertThat(left()).isEmpty();
  }

  @Test
  @Timeout(60)
  void aBrowserThatDoesNotAnswerIsEnded() throws Exception {
    assertThat(visit("/deaf", p -> p.within(Duration.ofSeconds(2))).sentence())
        .contains("page: expected to be complete within PT2S, found")
        .contains("page: expected to answer the browser, found \"no answer\"");
    assertThat(left()).isEmpty();
  }

  @Test
  void aNameThatIsNotKnownYetIsConnectedToAnotherAddress() throws Exception {
    pages.put("/", "<h1>Shop</h1>");
    SmokeReport report = SmokeTest.named(
            "shop", t -> t.page("/", p -> p.element("h1").withoutSandbox()).connectTo("127.0.0.1"))
        .run(URI.create("http://shop.invalid:" + server.getAddress().getPort()), time);
    assertThat(report.passed()).as(report::sentence).isTrue();
  }

  @Test
  void anInterruptedVisitLeavesNothing() throws Exception {
    Thread visitor = new Thread(() -> {
      try {
        visit("/hang", p -> p.within(Duration.ofMinutes(10)));
      } catch (InterruptedException expected) {
        Thread.currentThread().interrupt();
      }
    });
    visitor.start();
    asked.await();
    visitor.interrupt();
    visitor.join();
    assertThat(left()).isEmpty();
  }

  private static void stopDrivers() throws IOException {
    List<ProcessHandle> drivers = ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(OURS))
        .filter(process -> process.info().command().orElse("").endsWith("chromedriver"))
        .toList();
    for (ProcessHandle driver : drivers) {
      new ProcessBuilder("kill", "-STOP", Long.toString(driver.pid())).start();
    }
  }

  /** Returns what is left of browsers. */
  private static Stream<String> left() throws IOException {
    Stream<String> processes = ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(OURS) && !line.contains("surefire"));
    Stream<String> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))
        .map(Path::toString)
        .filter(file -> file.contains(OURS));
    return Stream.concat(processes, files);
  }
}
