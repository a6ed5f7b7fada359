package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.smoke.SmokeReport.Attempt;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the requests of a flow share: captured values, and cookies. */
@Timeout(30)
class FlowSessionTest {
  private static final Capture ALL = Capture.body("(?s).*");

  private final SystemTime time = SystemTime.create();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<String> said = new AtomicReference<>("");
  private HttpServer server;
  private URI base;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", e -> {
      asked.add(e.getRequestURI().toString());
      answer(e, e.getRequestURI().toString());
    });
    server.createContext("/cookies", e -> {
      List<String> sent = e.getRequestHeaders().getOrDefault("Cookie", List.of());
      answer(e, "sent: " + String.join("; ", sent));
    });
    server.createContext("/value", e -> answer(e, said.get()));
    server.start();
    base = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    time.close();
  }

  private void says(String value) {
    said.set(value);
  }

  private void sets(String path, String... cookies) {
    server.createContext(path, e -> {
      for (String cookie : cookies) {
        e.getResponseHeaders().add("Set-Cookie", cookie);
      }
      answer(e, "set");
    });
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private SmokeReport flow(Consumer<SmokeTestBuilder> requests) throws InterruptedException {
    return SmokeTest.named("shop", t -> t.flow("f", requests)).run(base, time);
  }

  /** Runs a flow that captures what the server says as {@code x}, and asks for a path. */
  private SmokeReport asks(String path) throws InterruptedException {
    return flow(f -> f.get("/value", r -> r.status(200).capture("x", ALL)).get(path));
  }

  /** Runs a flow that gets cookies, and returns which come back at a path. */
  private String sent(String path, String... before) throws InterruptedException {
    SmokeReport report = flow(f -> {
      for (String each : before) {
        f.get(each);
      }
      f.get(path, r -> r.bodyEquals("?"));
    });
    Attempt last = report.attempts().get(report.attempts().size() - 1);
    return last.finding().sentence().replaceAll(".*\"sent: (.*)\"", "$1");
  }

  @Test
  void aCapturedValueThatNoHeaderCanCarryIsAFindingThatDoesNotShowIt() throws InterruptedException {
    for (String value : List.of("Zo\u00eb", "one\ntwo", "one\r\nX-Other: two", "a\0b")) {
      says(value);
      SmokeReport report = flow(f -> f.get("/value", r -> r.status(200).capture("x", ALL))
          .get("/next", r -> r.requestHeader("X-Name", "Bearer {{x}}").status(200)));
      assertThat(report.attempts()).hasSize(2);
      assertThat(report.failures())
          .extracting(Attempt::status, a -> a.finding().sentence())
          .containsExactly(org.assertj.core.groups.Tuple.tuple(
              0,
              "request header X-Name: expected captured values of printable ASCII characters,"
                  + " found other characters"));
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aCapturedValueIsOnePieceOfAPathOrAQuery() throws InterruptedException {
    says("a b+c/d?e=f&g#h%");
    assertThat(asks("/orders/{{x}}/items?of={{x}}&all").passed()).isTrue();
    assertThat(asked)
        .containsExactly(
            "/orders/a%20b%2Bc%2Fd%3Fe%3Df%26g%23h%25/items?of=a+b%2Bc%2Fd%3Fe%3Df%26g%23h%25&all");
  }

  @Test
  void aCapturedValueThatLeadsElsewhereIsAFinding() throws InterruptedException {
    says("..");
    for (String path : List.of("/orders/{{x}}", "/orders/{{x}}/items", "/a/{{x}}?b")) {
      assertThat(asks(path).sentence())
          .endsWith("path: expected captured values that name a part of it, found \".\" or \"..\"");
    }
    says(".");
    assertThat(asks("/orders/%2e{{x}}").passed()).isFalse();
    assertThat(asked).isEmpty();
    assertThat(asks("/orders/v{{x}}?up={{x}}/{{x}}").passed()).isTrue();
    assertThat(asked).containsExactly("/orders/v.?up=./.");
  }

  @Test
  void aCookieThatTheServerDeletesIsNotSentAnyMore() throws InterruptedException {
    sets("/login", "session=42; Path=/", "theme=dark; Path=/", "seen=1; Path=/");
    sets(
        "/logout",
        "session=; Path=/; Max-Age=0",
        "theme=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(sent("/cookies", "/login")).isEqualTo("session=42; theme=dark; seen=1");
    assertThat(sent("/cookies", "/login", "/logout")).isEqualTo("seen=1");
  }

  @Test
  void aCookieGoesWhereItBelongs() throws InterruptedException {
    sets(
        "/login",
        "here=1; Path=/cookies",
        "deeper=1; Path=/cookies/deep",
        "safe=1; Path=/; Secure",
        "other=1; Path=/; Domain=shop.example",
        "lasting=1; Path=/; Max-Age=60");
    assertThat(sent("/cookies", "/login")).isEqualTo("here=1; lasting=1");
    assertThat(sent("/cookies/deep/er", "/login")).isEqualTo("here=1; deeper=1; lasting=1");
    assertThat(sent("/cookiesX", "/login")).isEqualTo("lasting=1");
  }
}
