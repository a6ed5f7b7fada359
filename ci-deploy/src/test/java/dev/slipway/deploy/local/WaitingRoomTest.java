package dev.slipway.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingRoomTest {
  private final HttpClient users = HttpClient.newHttpClient();

  private CompletableFuture<Integer> status(ReverseProxy proxy) {
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + proxy.port() + "/"))
        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
        .build();
    return users
        .sendAsync(request, BodyHandlers.discarding())
        .thenApply(answer -> answer.statusCode());
  }

  @Test
  void whoWaitsForTooLongIsRefused() throws Exception {
    try (ReverseProxy proxy = new ReverseProxy("127.0.0.1", 0, Duration.ofMillis(400))) {
      assertThat(status(proxy).get(10, TimeUnit.SECONDS)).isEqualTo(503);
      proxy.hold();
      long began = System.nanoTime();
      assertThat(status(proxy).get(10, TimeUnit.SECONDS)).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(390));
    }
  }

  @Test
  void aProxyThatIsClosedKeepsNobody() throws Exception {
    CompletableFuture<Integer> waiting;
    try (ReverseProxy proxy = new ReverseProxy("127.0.0.1", 0, Duration.ofMinutes(5))) {
      proxy.hold();
      waiting = status(proxy);
      Thread.sleep(200);
      assertThat(waiting).isNotDone();
    }
    assertThat(waiting).failsWithin(Duration.ofSeconds(10));
  }
}
