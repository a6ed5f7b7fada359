package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.time.SystemTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests to servers that answer as no good server does, byte by byte. */
@Timeout(30)
class HttpProbeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final SystemTime time = SystemTime.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch over = new CountDownLatch(1);
  private ServerSocket server;
  private URI base;

  /** Answers a request of which it gets the first line. */
  private interface Script {
    void answer(String request, OutputStream out) throws Exception;
  }

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    base = URI.create("http://localhost:" + server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    over.countDown();
    server.close();
    threads.shutdownNow();
    time.close();
  }

  /** Accepts connections, one request on each. */
  private void serve(ServerSocket from, Script script) {
    threads.execute(() -> {
      while (!from.isClosed()) {
        try {
          Socket socket = from.accept();
          threads.execute(() -> serve(socket, script));
        } catch (IOException closed) {
          return;
        }
      }
    });
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      String request = head(socket.getInputStream());
      asked.add(request);
      script.answer(request, socket.getOutputStream());
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (Exception clientWentAway) {
      // the client tells
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1).split(" HTTP/", 2)[0];
  }

  private void serve(String answer) {
    serve(server, (request, out) -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String redirect(String to) {
    return "HTTP/1.1 302 Found\r\nLocation: " + to
        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  }

  private SmokeReport get(Consumer<SmokeRequestBuilder> request) throws InterruptedException {
    return SmokeTest.named("shop", t -> t.get("/a/b", request)).run(base, time);
  }

  private Finding finding(Consumer<SmokeRequestBuilder> request) throws InterruptedException {
    SmokeReport report = get(request);
    assertThat(report.attempts()).hasSize(1);
    return report.attempts().get(0).finding();
  }

  @Test
  void noRequestIsRepeatedWithoutAReport() throws InterruptedException {
    List<String> answers = List.of(
        "503 Service Unavailable\r\nRetry-After: 0",
        "408 Request Timeout\r\nRetry-After: 0",
        "421 Misdirected Request",
        "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic");
    List<Integer> statuses = List.of(503, 408, 421, 407);
    List<String> left = new ArrayList<>(answers);
    serve(
        server,
        (request, out) -> out.write(
            ("HTTP/1.1 " + left.get(0) + "\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy")
                .getBytes(StandardCharsets.ISO_8859_1)));
    for (int status : statuses) {
      SmokeReport report = get(r -> r.followRedirects().status(status).bodyEquals("busy"));
      assertThat(report.passed()).as(report.sentence()).isTrue();
      assertThat(report.attempts().get(0).shape()).isEqualTo("" + status);
      assertThat(asked).containsExactly("GET /a/b");
      asked.clear();
      left.remove(0);
    }
  }

  @Test
  void anAnswerToWaitIsJudgedAsItCame() throws InterruptedException {
    serve("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n");
    assertThat(get(r -> r.status(503).header("Retry-After", Match.is("0"))).passed())
        .isTrue();
    assertThat(finding(r -> r.status(200))).isInstanceOf(Finding.NotBehindProxy.class);
  }

  @Test
  void aServerThatHangsUpIsAskedOnce() throws InterruptedException {
    serve("");
    assertThat(finding(r -> r.status(200))).isInstanceOf(Finding.BrokenOff.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aRedirectToTlsIsFollowed() throws Exception {
    try (ServerSocket tls = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String place = "localhost:" + tls.getLocalPort();
      threads.execute(() -> {
        try (Socket socket = tls.accept()) {
          socket.getOutputStream().write("this is no TLS\r\n".getBytes(StandardCharsets.UTF_8));
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        } catch (IOException clientWentAway) {
          // the client tells
        }
      });
      serve(redirect("https://" + place + "/"));
      assertThat(finding(r -> r.followRedirects().status(200)))
          .isInstanceOfSatisfying(
              Finding.Unreachable.class, found -> assertThat(found.address()).isEqualTo(place));
      assertThat(finding(r -> r.status(302))).isEqualTo(new Finding.AsExpected());
    }
  }

  @Test
  void whereARedirectLedIsToldWhenNobodyIsThere() throws InterruptedException {
    serve(redirect("http://gone.invalid/"));
    assertThat(finding(r -> r.followRedirects().status(200)))
        .isEqualTo(new Finding.Unreachable("gone.invalid:80", "the name is not known"));
  }

  @Test
  void redirectsAreFollowedFromWhereTheyAreGiven() throws InterruptedException {
    serve(server, (request, out) -> {
      String answer = switch (request) {
        case "GET /a/b" -> redirect("c?d=e f");
        case "GET /a/c?d=e%20f" -> redirect("../x/./y");
        case "GET /x/y" -> redirect("//localhost:" + server.getLocalPort() + "/end");
        default -> OK;
      };
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
    });
    assertThat(get(r -> r.followRedirects().status(200).bodyEquals("ok")).passed())
        .isTrue();
    assertThat(asked).last().isEqualTo("GET /end");
  }

  @Test
  void redirectsWithoutAnEndAreAFinding() throws InterruptedException {
    serve(redirect("/a/b"));
    assertThat(finding(r -> r.followRedirects().status(200)).sentence())
        .isEqualTo("redirects: expected 20 at most, found more, the last to \"/a/b\"");
    assertThat(asked).hasSize(21);
  }

  @Test
  void beforeAConnectionIsMadeEveryFailureIsOneToReachTheServer() throws InterruptedException {
    Finding unreachable = SmokeTest.named("shop", t -> t.get("/").tcp(80))
        .run(URI.create("http://255.255.255.255"), time)
        .attempts()
        .get(0)
        .finding();
    assertThat(unreachable)
        .isInstanceOfSatisfying(
            Finding.Unreachable.class,
            found -> assertThat(found.address()).isEqualTo("255.255.255.255:80"));
    assertThat(SmokeTest.named("shop", t -> t.tcp(80))
            .run(URI.create("http://255.255.255.255"), time)
            .attempts()
            .get(0)
            .finding())
        .isEqualTo(unreachable);
  }

  @Test
  void aServerThatTakesConnectionsAndNeverAnswersIsTooSlow() throws InterruptedException {
    // nobody accepts: the system does
    assertThat(finding(r -> r.status(200).within(Duration.ofMillis(100))))
        .isEqualTo(new Finding.TimedOut(Duration.ofMillis(100)));
  }

  @Test
  void aServerThatHangsWithinItsAnswerIsTooSlow() throws Exception {
    for (String begun : List.of(
        "HTTP/1.1 200 O",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n")) {
      try (ServerSocket each = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
        serve(each, (request, out) -> {
          out.write(begun.getBytes(StandardCharsets.ISO_8859_1));
          over.await();
        });
        base = URI.create("http://localhost:" + each.getLocalPort());
        assertThat(finding(r -> r.status(200).within(Duration.ofMillis(200))))
            .as(begun)
            .isEqualTo(new Finding.TimedOut(Duration.ofMillis(200)));
      }
    }
  }

  @Test
  void aServerThatDripsIsHeldToTheLimit() throws InterruptedException {
    serve(server, (request, out) -> {
      out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      while (over.getCount() > 0) {
        out.write('.');
        out.flush();
        over.await(10, TimeUnit.MILLISECONDS);
      }
    });
    assertThat(finding(r -> r.status(200).within(Duration.ofMillis(300))))
        .isEqualTo(new Finding.TimedOut(Duration.ofMillis(300)));
  }

  @Test
  void aPackedAnswerIsUnpackedAndNoMoreThanTheLimitIsRead() throws InterruptedException {
    serve(server, (request, out) -> {
      out.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.ISO_8859_1));
      try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
        packed.write("begin".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 100; i++) {
          packed.write(new byte[1024 * 1024]);
        }
      }
    });
    assertThat(get(r -> r.status(200).bodyContains("begin")).passed()).isTrue();
    assertThat(finding(r -> r.bodyContains("end.")).sentence()).contains("a body longer than");
  }

  @Test
  void whatIsNotPackedAsItSaysIsBrokenOff() throws InterruptedException {
    serve("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot gzip 123");
    assertThat(finding(r -> r.status(200))).isInstanceOf(Finding.BrokenOff.class);
  }

  @Test
  void anAnswerThatIsNoHttpIsBrokenOff() throws InterruptedException {
    serve("SSH-2.0-OpenSSH_9.6\r\n");
    assertThat(finding(r -> r.status(200))).isInstanceOf(Finding.BrokenOff.class);
  }

  @Test
  void aChangeOfProtocolIsAnAnswer() throws InterruptedException {
    serve("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    assertThat(get(r -> r.requestHeader("Upgrade", "websocket")
                .requestHeader("Connection", "Upgrade")
                .status(101)
                .header("Upgrade", Match.is("websocket")))
            .sentence())
        .endsWith("1 check");
  }

  @Test
  void deepJsonIsAnAnswer() throws InterruptedException {
    String deep = "[".repeat(400_000);
    serve("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + deep.length()
        + "\r\n\r\n" + deep);
    assertThat(finding(r -> r.jsonPath("$.a", Match.present())).sentence()).contains("no JSON");
  }

  @Test
  void anAddressOfIpV6IsAskedAndTold() throws Exception {
    InetAddress loopback = InetAddress.getByName("::1");
    assumeThat(NetworkInterface.getByInetAddress(loopback)).as("IPv6").isNotNull();
    try (ServerSocket six = new ServerSocket(0, 50, loopback)) {
      serve(six, (request, out) -> out.write(OK.getBytes(StandardCharsets.ISO_8859_1)));
      base = URI.create("http://[::1]:" + six.getLocalPort());
      SmokeReport report = SmokeTest.named(
              "shop", t -> t.get("/").tcp(six.getLocalPort()).tcp("::1", six.getLocalPort()))
          .run(base, time);
      assertThat(report.sentence()).endsWith("3 checks");
      base = URI.create("http://[::1]:1");
      assertThat(finding(r -> r.status(200))).isEqualTo(new Finding.ConnectionRefused("[::1]:1"));
      assertThat(SmokeTest.named("shop", t -> t.tcp("::1", 1)).run(base, time).sentence())
          .endsWith("nothing listens at [::1]:1");
    }
  }

  @Test
  void anotherHostIsConnectedToAlsoForAnAddressInNumbers() throws InterruptedException {
    serve(OK);
    for (String host : List.of("192.0.2.1", "[2001:db8::1]")) {
      asked.clear();
      SmokeReport report = SmokeTest.named("shop", t -> t.get("/").connectTo("127.0.0.1"))
          .run(URI.create("http://" + host + ":" + server.getLocalPort()), time);
      assertThat(report.sentence()).endsWith("1 check");
      assertThat(asked).containsExactly("GET /");
    }
  }

  @Test
  void everyMethodIsSentWithoutABodyIfThereIsNone() throws InterruptedException {
    serve(OK);
    for (String method : List.of(
        "DELETE", "OPTIONS", "PATCH", "PROPFIND", "PROPPATCH", "PUT", "QUERY", "REPORT", "TRACE")) {
      SmokeReport report = SmokeTest.named("dav", t -> t.request(method, "/", r -> r.status(200)))
          .run(base, time);
      assertThat(report.passed()).as(report.sentence()).isTrue();
    }
  }

  @Test
  void aServerThatHangsUpOnTlsIsNotReached() throws InterruptedException {
    threads.execute(() -> {
      try (Socket socket = server.accept()) {
        socket.setSoLinger(true, 0);
      } catch (IOException clientWentAway) {
        // the client tells
      }
    });
    base = URI.create("https://localhost:" + server.getLocalPort());
    assertThat(finding(r -> r.status(200)))
        .isInstanceOfSatisfying(
            Finding.Unreachable.class,
            found -> assertThat(found.address()).isEqualTo("localhost:" + server.getLocalPort()));
  }

  @Test
  void whatTheSystemSaysOfOneAddressIsTold() {
    Check check = new Check.Connection("", "tcp 1", "", 1, Duration.ofSeconds(1));
    SocketException six = new SocketException("Network is unreachable");
    six.addSuppressed(new ConnectException("Connection refused"));
    assertThat(HttpProbe.failure(six, "h:1", false, check))
        .isEqualTo(new Finding.ConnectionRefused("h:1"));
    assertThat(HttpProbe.failure(new NoRouteToHostException("no way"), "h:1", false, check))
        .isEqualTo(new Finding.Unreachable("h:1", "no way"));
    assertThat(HttpProbe.failure(new SocketException("reset"), "h:1", true, check))
        .isEqualTo(new Finding.BrokenOff("reset"));
  }
}
