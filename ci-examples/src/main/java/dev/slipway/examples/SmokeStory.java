package dev.slipway.examples;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.Slipway;
import dev.slipway.smoke.Match;
import dev.slipway.smoke.SmokeReport;
import dev.slipway.smoke.SmokeTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A smoke test by itself, without a pipeline: happy and sad paths of a server that needs a moment to wake up. */
final class SmokeStory implements Story {
  @Override
  public String name() {
    return "smoke";
  }

  @Override
  public String summary() {
    return "checks a server that answers 503 at first, by status, body, header and JSON";
  }

  @Override
  public int tell(List<String> arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger requests = new AtomicInteger();
    server.createContext("/health", exchange -> {
      byte[] body =
          "{\"status\": \"up\", \"checks\": [{\"name\": \"db\"}]}".getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(requests.incrementAndGet() < 3 ? 503 : 200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
    try (Slipway ci = Slipway.create()) {
      SmokeTest test = SmokeTest.named(
          "health",
          t -> t.get(
                  "/health",
                  r -> r.status(200)
                      .header("Content-Type", Match.startsWith("application/json"))
                      .jsonPath("$.checks[0].name", Match.is("db"))
                      .within(Duration.ofSeconds(2)))
              .get("/no-such-page", r -> r.status(404))
              .retryFor(Duration.ofSeconds(10))
              .every(Duration.ofMillis(100)));
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      SmokeReport report = test.run(address, ci.time(), System.out::println);
      System.out.println(report.sentence());
      return report.passed() ? 0 : 1;
    } finally {
      server.stop(0);
    }
  }
}
