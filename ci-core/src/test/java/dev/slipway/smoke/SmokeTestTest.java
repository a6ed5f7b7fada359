package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.fixture.FreePort;
import dev.slipway.json.Json;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import dev.slipway.model.StepLog;
import dev.slipway.smoke.SmokeReport.Attempt;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SmokeTestTest {
  private final SystemTime time = SystemTime.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private URI base;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", e -> answer(e, 404, "nothing here"));
    server.start();
    base = URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stopServer() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
    time.close();
  }

  @Test
  void rightAnswersPass() throws InterruptedException {
    page("/", 200, "<h1>Shop</h1>");
    SmokeReport report = SmokeTest.named(
            "shop",
            t -> t.get(
                    "/",
                    r -> r.status(200)
                        .bodyContains("Shop")
                        .bodyMatches("<h\\d>")
                        .header("content-TYPE", Match.startsWith("text/plain"))
                        .within(Duration.ofSeconds(5)))
                .get("/missing", r -> r.status(404).bodyEquals("nothing here")))
        .run(base, time);
    assertThat(report.passed()).isTrue();
    assertThat(report.sentence())
        .isEqualTo("smoke test 'shop' passed against " + base + ": 2 checks");
    assertThat(report.attempts())
        .extracting(Attempt::check, Attempt::number, Attempt::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("GET /", 1, 200),
            org.assertj.core.groups.Tuple.tuple("GET /missing", 1, 404));
  }

  @Test
  void everythingThatIsWrongWithAnAnswerIsReported() throws InterruptedException {
    page("/", 500, "out of\n order");
    SmokeReport report = SmokeTest.named(
            "shop",
            t -> t.get(
                    "/",
                    r -> r.status(200)
                        .bodyContains("Shop")
                        .header("Location", Match.present())
                        .jsonPath("$.id", Match.is("7")))
                .get("/missing", r -> r.status(404)))
        .run(base, time);
    assertThat(report.passed()).isFalse();
    assertThat(report.failures()).hasSize(1);
    assertThat(report.sentence())
        .isEqualTo("smoke test 'shop' failed against " + base
            + ": GET /: status: expected 200, found 500,"
            + " body: expected it contains \"Shop\", found \"out of order\","
            + " header Location: expected it is there, found no such header,"
            + " JSON value $.id: expected it is \"7\", found no JSON: \"out of order\"");
  }

  @Test
  void aPostSendsItsBodyAndItsAnswerIsRead() throws InterruptedException {
    AtomicReference<String> seen = new AtomicReference<>();
    server.createContext("/orders", e -> {
      seen.set(e.getRequestMethod() + " " + e.getRequestHeaders().getFirst("Content-Type") + " "
          + e.getRequestHeaders().getFirst("X-Test") + " "
          + new String(e.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      e.getResponseHeaders().add("Location", "/orders/7");
      answer(e, 201, "{\"id\":7,\"items\":[{\"name\":\"tea\"}],\"open\":true}");
    });
    SmokeReport report = SmokeTest.named(
            "orders",
            t -> t.post(
                "/orders",
                p -> p.json("{\"a\":1}")
                    .requestHeader("X-Test", "yes")
                    .status(201)
                    .header("Location", Match.startsWith("/orders/"))
                    .jsonPath("$.id", Match.is("7"))
                    .jsonPath("$.items[0].name", Match.is("tea"))
                    .jsonPath("$.open", Match.is("true"))
                    .jsonPath("$.items", Match.contains("\"name\""))))
        .run(base, time);
    assertThat(report.sentence()).startsWith("smoke test 'orders' passed");
    assertThat(seen.get()).isEqualTo("POST application/json yes {\"a\":1}");
  }

  @Test
  void aSlowAnswerIsAFindingOfItsOwn() throws InterruptedException {
    root(e -> awaitEnd());
    SmokeReport report = SmokeTest.named(
            "slow", t -> t.get("/", r -> r.status(200).within(Duration.ofMillis(50))))
        .run(base, time);
    assertThat(report.failures())
        .extracting(Attempt::finding)
        .containsExactly(new Finding.TimedOut(Duration.ofMillis(50)));
    assertThat(report.sentence()).endsWith("GET /: no complete answer within 50 ms");
  }

  @Test
  void aSlowBodyIsTooSlowAsWell() throws InterruptedException {
    root(e -> {
      e.sendResponseHeaders(200, 100);
      e.getResponseBody().write('a');
      e.getResponseBody().flush();
      awaitEnd();
    });
    SmokeReport report = SmokeTest.named(
            "slow", t -> t.get("/", r -> r.status(200).within(Duration.ofMillis(100))))
        .run(base, time);
    assertThat(report.failures())
        .extracting(Attempt::finding)
        .containsExactly(new Finding.TimedOut(Duration.ofMillis(100)));
  }

  @Test
  void nothingListeningIsAFindingOfItsOwn() throws IOException, InterruptedException {
    int port = FreePort.next();
    SmokeReport report =
        SmokeTest.named("shop", t -> t.get("/")).run(URI.create("http://localhost:" + port), time);
    assertThat(report.failures())
        .extracting(Attempt::finding)
        .containsExactly(new Finding.ConnectionRefused("localhost:" + port));
  }

  @Test
  void anUnknownNameIsAFindingOfItsOwn() throws InterruptedException {
    SmokeReport report =
        SmokeTest.named("shop", t -> t.get("/")).run(URI.create("http://shop.invalid"), time);
    assertThat(report.failures())
        .extracting(Attempt::finding)
        .containsExactly(new Finding.Unreachable("shop.invalid:80", "the name is not known"));
  }

  @Test
  void anAnswerThatBreaksOffIsAFindingOfItsOwn() throws InterruptedException {
    root(e -> {
      e.sendResponseHeaders(200, 100);
      e.getResponseBody().write('a');
      e.getResponseBody().flush();
      e.close();
    });
    SmokeReport report = SmokeTest.named("shop", t -> t.get("/")).run(base, time);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().get(0).finding()).isInstanceOf(Finding.BrokenOff.class);
  }

  @Test
  void aCheckIsRepeatedUntilItPassesAndEveryAttemptIsReported() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    root(e -> answer(e, asked.incrementAndGet() < 4 ? 503 : 200, "x"));
    List<Attempt> heard = new ArrayList<>();
    SmokeReport report = SmokeTest.named(
            "shop", t -> t.get("/").retryFor(Duration.ofSeconds(20)).every(Duration.ofMillis(1)))
        .run(base, time, heard::add);
    assertThat(report.passed()).isTrue();
    assertThat(report.attempts()).extracting(Attempt::status).containsExactly(503, 503, 503, 200);
    assertThat(report.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
    assertThat(heard).isEqualTo(report.attempts());
  }

  @Test
  void retriesEndAtTheDeadlineAndLaterChecksAreStillMadeOnce() throws InterruptedException {
    page("/", 503, "x");
    SmokeReport report = SmokeTest.named(
            "shop",
            t -> t.get("/")
                .get("/missing", r -> r.status(404))
                .get("/other")
                .retryFor(Duration.ofMillis(100))
                .every(Duration.ofMillis(20)))
        .run(base, time);
    assertThat(report.failures()).extracting(Attempt::check).containsExactly("GET /", "GET /other");
    assertThat(report.took()).isLessThan(Duration.ofSeconds(10));
    assertThat(report.attempts().stream().filter(a -> a.check().equals("GET /missing")))
        .hasSize(1);
  }

  @Test
  void aPauseLongerThanTheTimeForRetriesLeavesALastAttempt() throws InterruptedException {
    page("/", 503, "x");
    Duration retryFor = Duration.ofMillis(300);

    SmokeReport report = SmokeTest.named("shop", t -> t.get("/").retryFor(retryFor))
        .run(base, new PassingInSleep(time));

    assertThat(report.attempts()).extracting(Attempt::status).containsExactly(503, 503);
    assertThat(report.took()).isEqualTo(retryFor);
  }

  @Test
  void ofFailuresThatAreAlikeTheFirstAndTheLastAreLogged() {
    List<String> lines = new ArrayList<>();
    StepLog log = mock();
    doAnswer(call -> lines.add("line " + call.getArgument(0))).when(log).line(anyString());
    doAnswer(call -> lines.add("error " + call.getArgument(0))).when(log).error(anyString());
    Finding refused = new Finding.ConnectionRefused("localhost:1");

    try (AttemptLog attempts = new AttemptLog(log)) {
      for (int i = 1; i <= 19; i++) {
        attempts.accept(attempt("GET /", i, 0, refused));
      }
      attempts.accept(attempt("GET /", 20, 200, new Finding.AsExpected()));
      attempts.accept(attempt("GET /a", 1, 0, refused));
      attempts.accept(attempt("GET /a", 2, 0, refused));
      attempts.accept(attempt("GET /b", 1, 0, refused));
    }

    assertThat(lines)
        .containsExactly(
            "error GET / (attempt 1): nothing listens at localhost:1, 3 ms",
            "error ... 17 more attempts with the same answer",
            "error GET / (attempt 19): nothing listens at localhost:1, 3 ms",
            "line GET / (attempt 20): status 200, as expected, 3 ms",
            "error GET /a (attempt 1): nothing listens at localhost:1, 3 ms",
            "error GET /a (attempt 2): nothing listens at localhost:1, 3 ms",
            "error GET /b (attempt 1): nothing listens at localhost:1, 3 ms");
  }

  private static Attempt attempt(String check, int number, int status, Finding finding) {
    return new Attempt(check, number, Instant.EPOCH, Duration.ofMillis(3), status, "", finding);
  }

  @Test
  void aHugeBodyIsReadUpToTheLimit() throws InterruptedException {
    root(e -> {
      e.sendResponseHeaders(200, 0);
      byte[] block = "0123456789abcdef".repeat(4096).getBytes(StandardCharsets.US_ASCII);
      try (e) {
        for (int i = 0; i < 4096; i++) {
          e.getResponseBody().write(block);
        }
      } catch (IOException clientWentAway) {
        over.countDown();
      }
    });
    SmokeReport report = SmokeTest.named(
            "huge",
            t -> t.get(
                "/",
                r -> r.bodyContains("9abc").bodyContains("nowhere").jsonPath("$.a", Match.is("1"))))
        .run(base, time);
    assertThat(report.sentence())
        .endsWith(
            "body: expected it contains \"nowhere\", found a body longer than 1048576 bytes, of"
                + " which no more was read, JSON value $.a: expected it is \"1\", found a body longer than"
                + " 1048576 bytes, of which no more was read");
  }

  @Test
  void aRedirectIsTheAnswerUnlessItIsToBeFollowed() throws InterruptedException {
    page("/new", 200, "here");
    server.createContext("/old", e -> {
      e.getResponseHeaders().add("Location", "/new");
      answer(e, 302, "");
    });
    SmokeReport report = SmokeTest.named(
            "moved",
            t -> t.get("/old", r -> r.status(302).header("Location", Match.is("/new")))
                .get("/old", r -> r.followRedirects().status(200).bodyEquals("here")))
        .run(base, time);
    assertThat(report.sentence()).startsWith("smoke test 'moved' passed");
    assertThat(report.attempts())
        .extracting(Attempt::check)
        .containsExactly("GET /old", "GET /old (2)");
  }

  @Test
  void aRegularExpressionThatNeverEndsIsGivenUp() throws InterruptedException {
    page("/", 200, "a".repeat(5000) + "!");
    SmokeReport report =
        SmokeTest.named("regex", t -> t.get("/", r -> r.bodyMatches("^(a+)+$"))).run(base, time);
    assertThat(report.passed()).isFalse();
  }

  @Test
  void anInterruptEndsTheRequestUnderWay() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    root(e -> {
      asked.countDown();
      awaitEnd();
    });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(() -> {
      try {
        SmokeTest.named("slow", t -> t.get("/").within(Duration.ofHours(1))).run(base, time);
      } catch (InterruptedException e) {
        thrown.set(e);
      }
    });
    thread.start();
    asked.await();
    thread.interrupt();
    thread.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void everythingWrongWithADefinitionIsReportedAtOnce() {
    SmokeTest test = SmokeTest.named(
        " ",
        t -> t.get(
                "no-slash",
                r -> r.status(99)
                    .jsonPath("$.a[?(", Match.present())
                    .bodyMatches("(")
                    .body("text/plain", "x")
                    .requestHeader("bad header", "x")
                    .within(Duration.ZERO))
            .get("/nothing", r -> {})
            .retryFor(Duration.ofSeconds(-1))
            .every(Duration.ZERO));
    assertThatThrownBy(() -> test.run(URI.create("ftp://x"), time))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(12))
        .hasMessageContaining("the address 'ftp://x'; expected http or https")
        .hasMessageContaining("the status 99; expected 100 to 599")
        .hasMessageContaining("GET /nothing: no expectation");
    assertThat(SmokeTest.named("shop", t -> t.get("/")).problems())
        .singleElement()
        .hasToString("smoke test 'shop': no address; expected one, such as http://localhost:8080;"
            + " to mend it, name it with against");
  }

  @Test
  void aReportSurvivesBeingStored() throws InterruptedException {
    page("/", 500, "x");
    SmokeReport report =
        SmokeTest.named("shop", t -> t.get("/").get("/missing")).run(base, time);
    assertThat(Json.read(Json.write(report), SmokeReport.class)).isEqualTo(report);
  }

  @Test
  void asAStepItLogsEveryAttemptAndFailsWithTheNameOfTheCheck() throws InterruptedException {
    page("/", 500, "x");
    StepLog log = mock();
    StepContext context = mock();
    when(context.log()).thenReturn(log);
    when(context.time()).thenReturn(time);
    SmokeTest test = SmokeTest.named(
            "shop", t -> t.get("/missing", r -> r.status(404)).get("/"))
        .against(base.toString());
    assertThatThrownBy(() -> test.run(context))
        .isInstanceOfSatisfying(
            StepFailedException.class,
            e -> assertThat(e.reason().sentence())
                .isEqualTo("smoke test 'shop' failed against " + base
                    + ": GET /: status: expected 200, found 500"));
    verify(log).line(startsWith("GET /missing (attempt 1): status 404, as expected, "));
    verify(log)
        .error(startsWith("GET / (attempt 1): status 500, status: expected 200, found 500, "));
    page("/", 200, "x");
    assertThat(test.run(context).passed()).isTrue();
  }

  @Test
  void theStandInHasPassed() {
    SmokeTest test = SmokeTest.named("shop", t -> t.get("/").get("/a")).against("http://shop");
    assertThat(test.standIn()).hasValueSatisfying(r -> assertThat(r.passed()).isTrue());
    assertThat(test.version())
        .isEqualTo(SmokeTest.named("shop", t -> t.get("/").get("/a"))
            .against("http://shop")
            .version())
        .isNotEqualTo(SmokeTest.named("shop", t -> t.get("/").get("/b"))
            .against("http://shop")
            .version());
    assertThat(Collections.disjoint(test.checkNames(), List.of("GET /"))).isFalse();
  }

  private void page(String path, int status, String body) {
    if (path.equals("/")) {
      root(e -> {
        boolean root = e.getRequestURI().getPath().equals("/");
        answer(e, root ? status : 404, root ? body : "nothing here");
      });
    } else {
      server.createContext(path, e -> answer(e, status, body));
    }
  }

  private void root(HttpHandler handler) {
    server.removeContext("/");
    server.createContext("/", handler);
  }

  private void awaitEnd() {
    try {
      over.await(25, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** A time that passes only while somebody sleeps, and then at once. */
  private static final class PassingInSleep implements Time {
    private final Time real;
    private final AtomicLong passed = new AtomicLong();

    PassingInSleep(Time real) {
      this.real = real;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH.plusNanos(passed.get());
    }

    @Override
    public long nanos() {
      return passed.get();
    }

    @Override
    public void sleep(Duration duration) {
      passed.addAndGet(duration.toNanos());
    }

    @Override
    public Timer after(Duration delay, Runnable work) {
      return real.after(delay, work);
    }

    @Override
    public Worker start(String name, Runnable work) {
      return real.start(name, work);
    }
  }
}
