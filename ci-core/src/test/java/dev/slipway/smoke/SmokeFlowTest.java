package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.config.SlipwayYaml;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Pipeline;
import dev.slipway.smoke.SmokeReport.Attempt;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that belong together, against an application with a login. */
@Timeout(30)
class SmokeFlowTest {
  private static final String CSRF = "name=\"csrf\" value=\"([^\"]+)\"";

  private final SystemTime time = SystemTime.create();
  private final AtomicInteger visits = new AtomicInteger();
  private HttpServer server;
  private URI base;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", e -> answer(e, 503, "no application"));
    server.createContext("/host", e -> answer(e, 200, e.getRequestHeaders().getFirst("Host")));
    server.createContext("/slow", e -> answer(e, visits.incrementAndGet() < 4 ? 500 : 200, "x"));
    server.createContext("/login", this::login);
    server.createContext("/account", e -> {
      boolean known =
          String.valueOf(e.getRequestHeaders().getFirst("Cookie")).contains("session=42");
      answer(e, known ? 200 : 403, "{\"user\": {\"name\": \"ann b\"}}");
    });
    server.createContext("/users", e -> answer(e, 200, e.getRequestURI().getRawQuery()));
    server.start();
    base = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    time.close();
  }

  private void login(HttpExchange e) throws IOException {
    if (e.getRequestMethod().equals("GET")) {
      e.getResponseHeaders().add("Set-Cookie", "visit=v&1; Path=/login");
      answer(e, 200, "<input name=\"csrf\" value=\"a/b c\">");
      return;
    }
    String body = new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean right = body.equals("user=ann+%26&csrf=a%2Fb+c")
        && String.valueOf(e.getRequestHeaders().getFirst("Cookie")).contains("visit=v&1");
    if (right) {
      e.getResponseHeaders().add("Set-Cookie", "session=42; Path=/; HttpOnly");
      e.getResponseHeaders().add("Location", "/account");
    }
    answer(e, right ? 302 : 400, body);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static SmokeTestBuilder login(SmokeTestBuilder t, String user) {
    return t.flow(
        "log in",
        f -> f.get("/login", r -> r.status(200).capture("csrf", Capture.body(CSRF)))
            .post(
                "/login",
                r -> r.form("user", user)
                    .form("csrf", "{{csrf}}")
                    .followRedirects()
                    .status(200)
                    .capture("name", Capture.jsonPath("$.user.name")))
            .get("/users?name={{name}}", r -> r.status(200).bodyEquals("name=ann+b")));
  }

  @Test
  void aFlowSharesCookiesAndCapturedValues() throws InterruptedException {
    SmokeReport report = SmokeTest.named("shop", t -> login(t, "ann &")).run(base, time);
    assertThat(report.sentence()).endsWith("3 checks");
    assertThat(report.attempts())
        .extracting(Attempt::check)
        .containsExactly(
            "log in: GET /login", "log in: POST /login", "log in: GET /users?name={{name}}");
    assertThat(report.attempts().get(1).shape()).startsWith("200");
  }

  @Test
  void aFlowThatFailsEndsThereAndIsRepeatedFromItsBeginning() throws InterruptedException {
    SmokeReport report = SmokeTest.named(
            "shop",
            t -> login(t, "eve").retryFor(Duration.ofSeconds(1)).every(Duration.ofSeconds(1)))
        .run(base, time);
    assertThat(report.passed()).isFalse();
    assertThat(report.attempts())
        .extracting(a -> a.check() + " " + a.number())
        .startsWith(
            "log in: GET /login 1",
            "log in: POST /login 1",
            "log in: GET /login 2",
            "log in: POST /login 2");
    assertThat(report.failures().get(0).finding().sentence())
        .contains("status: expected 200, found 400")
        .contains("captured value 'name': expected JSON $.user.name, found nothing");
  }

  @Test
  void checksOutsideOfAFlowShareNothing() throws InterruptedException {
    SmokeReport report = SmokeTest.named(
            "shop", t -> login(t, "ann &").get("/account", r -> r.status(403)))
        .run(base, time);
    assertThat(report.passed()).as(report.sentence()).isTrue();
  }

  @Test
  void aCheckHasToPassSeveralTimesInARow() throws InterruptedException {
    SmokeTest test = SmokeTest.named(
        "shop",
        t -> t.get("/slow").inARow(3).retryFor(Duration.ofSeconds(20)).every(Duration.ofMillis(1)));
    SmokeReport report = test.run(base, time);
    assertThat(report.passed()).isTrue();
    assertThat(report.attempts()).hasSize(6);
    assertThat(test.once().run(base, time).attempts()).hasSize(1);
  }

  @Test
  void aHostThatDnsDoesNotKnowIsAskedByItsName() throws InterruptedException {
    URI unknown = URI.create("http://shop.invalid:" + base.getPort());
    SmokeTestBuilder builder = new SmokeTestBuilder("shop");
    SmokeReport report = builder
        .connectTo("127.0.0.1")
        .get("/host", r -> r.bodyEquals("shop.invalid:" + base.getPort()))
        .build()
        .run(unknown, time);
    assertThat(report.passed()).as(report.sentence()).isTrue();
  }

  @Test
  void aProxyWithoutAnApplicationIsToldApart() throws InterruptedException {
    SmokeReport report = SmokeTest.named("shop", t -> t.get("/")).run(base, time);
    assertThat(report.failures().get(0).finding()).isInstanceOf(Finding.NotBehindProxy.class);
    assertThat(report.sentence())
        .endsWith("GET /: status: expected 200, found 503 (with 503 a proxy tells of an application"
            + " that it does not reach)");
    assertThat(SmokeTest.named("shop", t -> t.get("/", r -> r.status(503)))
            .run(base, time)
            .passed())
        .isTrue();
  }

  @Test
  void aCertificateIsMissedWhereThereIsNone() throws InterruptedException {
    SmokeReport report = SmokeTest.named(
            "shop", t -> t.get("/host", r -> r.certificateLasts(Duration.ofDays(14))))
        .run(base, time);
    assertThat(report.sentence())
        .contains("certificate: expected that it lasts 14 days more, found no TLS");
  }

  @Test
  void mistakesInFlowsAreTold() {
    SmokeTest test = SmokeTest.named(
        "shop",
        t -> t.inARow(0)
            .get("/", r -> r.status(200).capture("x", Capture.header("ETag")))
            .flow(
                "f",
                f -> f.get("/a/{{y}}", r -> r.status(200).capture("1z", Capture.body("(")))
                    .post(
                        "/b",
                        r -> r.form("q", "{{z}}").status(200).capture("j", Capture.jsonPath("$["))))
            .flow("g", f -> f.get("/{{j}}")));
    assertThat(test.problems())
        .extracting(p -> p.place() + ": " + p.found())
        .anyMatch(p -> p.endsWith("0 times in a row"))
        .contains(
            "smoke test 'shop', GET /: a captured value outside of a flow",
            "smoke test 'shop', f: GET /a/{{y}}: the value {{y}}, which no earlier request of the flow captures",
            "smoke test 'shop', f: GET /a/{{y}}: the captured value '1z'",
            "smoke test 'shop', f: POST /b: the value {{z}}, which no earlier request of the flow captures",
            "smoke test 'shop', g: GET /{{j}}: the value {{j}}, which no earlier request of the flow captures")
        .hasSize(9);
  }

  @Test
  void whatNoRequestCanCarryIsRefusedWhenItIsDefined() {
    SmokeTest test = SmokeTest.named(
        "shop",
        t -> t.get("/a/{{x}}")
            .page("/b/{{x}}")
            .post("/c", r -> r.body("text/plain; charset=\u00fc", "x").status(200))
            .post("/d", r -> r.body("text/plain; x", "x").status(200)));
    assertThat(test.checkProblems())
        .extracting(Problem::found)
        .containsExactly(
            "the path '/a/{{x}}'",
            "the path '/b/{{x}}'",
            "the content type 'text/plain; charset=\u00fc'",
            "the content type 'text/plain; x'");
    SmokeTest right = SmokeTest.named(
        "shop",
        t -> t.post("/", r -> r.body("text/plain; charset=utf-8", "{{x}}").status(200)));
    assertThat(right.against("https://shop.example:65535").problems()).isEmpty();
    for (String address :
        List.of("http://shop.example:65536", "http://shop:0", "http://" + "a".repeat(64) + ".b")) {
      assertThat(right.against(address).problems())
          .extracting(Problem::found)
          .containsExactly("the address '" + address + "'");
    }
  }

  @Test
  void aFileSaysTheSame() {
    SlipwayYaml files = SlipwayYaml.standard().withKey("smoke", SmokeTest.format());
    SmokeTest test = SmokeTest.named(
            "shop",
            t -> login(t, "ann")
                .get("/x", r -> r.certificateLasts(Duration.ofDays(14)))
                .inARow(2)
                .connectTo("10.0.0.7")
                .flow(
                    "again",
                    f -> f.get("/", r -> r.status(200).capture("tag", Capture.header("ETag")))))
        .against("https://shop.example");
    Pipeline pipeline = Pipeline.named("p", p -> p.run("smoke", test));
    assertThat(files.parse("written", files.write(pipeline))).isEqualTo(pipeline);
    assertThat(List.of(files.write(pipeline))).asString().contains("flow: log in");
  }
}
