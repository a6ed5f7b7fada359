package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.deploy.canary.Tolerance;
import dev.slipway.deploy.canary.Verdict;
import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which answers of two releases are compared with each other, and how long. */
@Timeout(60)
class CanaryTrialTest {
  private static final SmokeTest SHOP = SmokeTest.named(
      "shop",
      t -> t.flow("order", f -> f.get("/login").get("/cart").get("/pay"))
          .get("/health")
          .get("/help"));
  private static final Canary CANARY = Strategy.canary(10)
      .bake(Duration.ZERO)
      .probingEvery(Duration.ZERO)
      .atMost(Duration.ofSeconds(30))
      // what a loaded machine does to latency is no matter of this test
      .tolerating(new Tolerance(0.2, 1000, Duration.ofSeconds(10), 1, 0.05));

  private final SystemTime time = SystemTime.create();
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Integer> shares = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(s -> s.stop(0));
    time.close();
  }

  /** Starts a release that answers these paths with 500 and all others with 200. */
  private URI failingAt(String... paths) throws IOException {
    Set<String> failing = Set.of(paths);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      try (exchange) {
        String path = exchange.getRequestURI().getPath();
        exchange.sendResponseHeaders(failing.contains(path) ? 500 : 200, -1);
      }
    });
    server.start();
    servers.add(server);
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private Verdict verdict(Canary canary, SmokeTest smoke, URI old, URI fresh)
      throws InterruptedException {
    return new CanaryTrial(canary, smoke, time, old, fresh).run(shares::add);
  }

  @Test
  void aFlowThatEndsEarlyOnTheNewSideFailsOnce() throws Exception {
    Verdict verdict = verdict(CANARY, SHOP, failingAt(), failingAt("/login"));
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.GO_BACK);
    // of each round /login, /health and /help are pairs
    assertThat(verdict.pairs() % 3).isZero();
    assertThat(verdict.sentence()).contains("errors in ", "differ by +33.33 points of 100");
  }

  @Test
  void whatComesBehindAFlowThatEndsEarlyOnTheOldSideIsComparedWithItsLike() throws Exception {
    Verdict verdict = verdict(CANARY, SHOP, failingAt("/login"), failingAt("/health", "/help"));
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(verdict.pairs() % 3).isZero();
    assertThat(verdict.sentence()).contains("errors in ", "differ by +33.33 points of 100");
  }

  @Test
  void whereAFlowEndsAtDifferentStepsTheFirstIsWhatDiffers() throws Exception {
    Verdict verdict = verdict(CANARY, SHOP, failingAt("/pay"), failingAt("/cart"));
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.GO_BACK);
    assertThat(verdict.pairs() % 4).isZero();
    assertThat(verdict.sentence()).contains("errors in ", "differ by +25.00 points of 100");
  }

  @Test
  void whereItEndsAtTheSameStepThatIsABlip() throws Exception {
    Verdict verdict = verdict(CANARY, SHOP, failingAt("/cart"), failingAt("/cart"));
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.PROMOTE);
    assertThat(verdict.blips()).isEqualTo(verdict.pairs() / 4);
  }

  /** Twenty answers to a round are enough for a verdict; the pause behind it is longer than the limit. */
  private static Canary hasty(int... percents) {
    return Strategy.canary(percents)
        .bake(Duration.ofMillis(200))
        .probingEvery(Duration.ofMillis(300))
        .atMost(Duration.ofMillis(200))
        .tolerating(new Tolerance(1, 1000, Duration.ofSeconds(10), 1, 0.05));
  }

  private static SmokeTest twenty() {
    return SmokeTest.named(
        "twenty", t -> IntStream.range(0, 20).forEach(i -> t.get("/" + i, r -> r.status(200))));
  }

  @Test
  void sharesThatWereNotGivenAreNotPromoted() throws Exception {
    Verdict verdict = verdict(hasty(10, 50), twenty(), failingAt(), failingAt());
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    assertThat(shares).containsExactly(10);
    assertThat(verdict.pairs()).isEqualTo(20);
    assertThat(verdict.sentence())
        .startsWith("the canary by 10 %, 50 % was cut short at 10 % by the limit of PT0.2S;"
            + " so far, the new release did as well, within the tolerance: ");
  }

  @Test
  void norIsALastShareThatWasCutShort() throws Exception {
    Canary longer = hasty(50).bake(Duration.ofMinutes(1));
    Verdict verdict = verdict(longer, twenty(), failingAt(), failingAt());
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.KEEP_WAITING);
    assertThat(verdict.sentence()).startsWith("the canary by 50 % was cut short at 50 % by");
  }

  @Test
  void aLimitThatIsOverWhenAllSharesHaveLastedCutsNothingShort() throws Exception {
    Verdict verdict = verdict(hasty(50), twenty(), failingAt(), failingAt());
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.PROMOTE);
  }
}
