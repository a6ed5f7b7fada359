package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of engines that speak one version alone; a stand-in answers, as one engine cannot be all of them. */
class EngineVersionTest {
  private final List<String> refused = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"1.24", "1.41", "1.44", "1.52", "2.1"})
  void theVersionIsTheOneThatTheEngineSpeaks(String version) throws Exception {
    HttpServer server = server(version);
    try (Engine engine = Engine.connect(List.of(address(server)))) {
      engine.calls().infoCmd().exec();
      assertThat(refused).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatRunsOnItIsAskedToo() throws Exception {
    HttpServer server = server("1.44");
    try (Engine engine = Engine.connect(List.of(address(server)))) {
      assertThat(engine.platform()).isEqualTo(new Platform("linux", "arm64"));
    } finally {
      server.stop(0);
    }
  }

  private static EngineAddress address(HttpServer server) {
    return new EngineAddress("tcp://127.0.0.1:" + server.getAddress().getPort(), "the test");
  }

  private HttpServer server(String version) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/version")) {
        answer(
            exchange,
            200,
            "{\"ApiVersion\":\"" + version + "\",\"Os\":\"linux\",\"Arch\":\"arm64\"}");
      } else if (path.equals("/v" + version + "/info")) {
        answer(exchange, 200, "{}");
      } else {
        refused.add(path);
        answer(exchange, 400, "{\"message\":\"client version is not supported\"}");
      }
    });
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
