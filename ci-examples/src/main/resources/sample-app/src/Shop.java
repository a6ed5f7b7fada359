import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A small web application: one page, served on the port that the environment names. */
public class Shop {
  static final String VERSION = "1";

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", Shop::answer);
    server.start();
    System.out.println("Sample shop, version " + VERSION + ", on port " + port);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    boolean front = exchange.getRequestURI().getPath().equals("/");
    if (front) {
      send(exchange, 200, page());
    } else {
      send(exchange, 404, "There is no such page.\n");
    }
  }

  static String page() {
    return "Sample shop, version " + VERSION + ": two teapots cost " + price(2) + ".\n";
  }

  /** The price of so many teapots. */
  static int price(int teapots) {
    return teapots * 12;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
