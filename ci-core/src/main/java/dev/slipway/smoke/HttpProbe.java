package dev.slipway.smoke;

import dev.slipway.time.Time;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Handshake;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Sends requests, each on a connection of its own so that none is judged by the state of another. */
final class HttpProbe implements AutoCloseable {
  /** Methods that the client does not send without a body, be it an empty one. */
  private static final Set<String> WITH_BODY =
      Set.of("POST", "PUT", "PATCH", "PROPPATCH", "QUERY", "REPORT");

  /** The status of an answer that ends HTTP on its connection, and has no body. */
  private static final int SWITCHING = 101;

  private final OkHttpClient client;
  private final Time time;

  /**
   * Makes a probe.
   *
   * @param host the host to which it connects whatever the host of a URL is; empty for that one
   */
  HttpProbe(Time time, String host) {
    this.time = time;
    this.client = new OkHttpClient.Builder()
        .dns(name -> List.of(InetAddress.getAllByName(host.isEmpty() ? name : host)))
        .socketFactory(host.isEmpty() ? SocketFactory.getDefault() : new SocketsTo(host))
        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
        // it still tries all addresses of a host
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .connectTimeout(Duration.ZERO)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .build();
  }

  /** Either an answer or the reason why there is none. */
  record Reply(@Nullable Answer answer, @Nullable Finding failure) {}

  Reply send(URI base, Check.Request check, FlowSession session) throws InterruptedException {
    CallWatch watch = new CallWatch();
    Call call = client
        .newBuilder()
        .followRedirects(check.followRedirects())
        .followSslRedirects(check.followRedirects())
        .cookieJar(check.flow().isEmpty() ? CookieJar.NO_COOKIES : session)
        .callTimeout(check.limit())
        .addNetworkInterceptor(watch)
        .eventListener(watch)
        .build()
        .newCall(request(base, check));
    // a blocked socket does not notice an interrupt; a cancelled call does
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    time.start("smoke " + check.name(), () -> {
      try {
        reply.complete(exchange(call, watch, check));
      } catch (RuntimeException | Error e) {
        reply.completeExceptionally(e);
      }
    });
    try {
      return reply.get();
    } catch (InterruptedException e) {
      call.cancel();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the request could not be made: " + check.name(), e);
    }
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
  }

  static URI join(URI base, String path) {
    String root = base.toString();
    return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
  }

  private static Request request(URI base, Check.Request check) {
    Request.Builder request = new Request.Builder().url(join(base, check.path()).toString());
    check.headers().forEach(request::header);
    Check.@Nullable Body body = check.body();
    RequestBody content = null;
    if (body != null) {
      String text = body.form().isEmpty() ? body.text() : FlowSession.form(body.form(), v -> v);
      content = RequestBody.create(
          text.getBytes(StandardCharsets.UTF_8), MediaType.parse(body.contentType()));
    } else if (WITH_BODY.contains(check.method())) {
      content = RequestBody.create(new byte[0], null);
    }
    return request.method(check.method(), content).build();
  }

  private static Reply exchange(Call call, CallWatch watch, Check.Request check) {
    try (Response response = call.execute()) {
      if (watch.status() == SWITCHING) {
        // the connection belongs to nobody now
        call.cancel();
      }
      return new Reply(answer(response, watch.status()), null);
    } catch (CallWatch.EndlessRedirects e) {
      return new Reply(null, e.finding());
    } catch (IOException e) {
      return new Reply(null, failure(e, watch.place(), watch.connected(), check));
    }
  }

  /**
   * Says what an exception of a connection means.
   *
   * @param connected whether there was a connection, TLS included
   */
  static Finding failure(IOException e, String address, boolean connected, Check check) {
    String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof InterruptedIOException) {
      return new Finding.TimedOut(check.limit());
    }
    if (e instanceof UnknownHostException) {
      return new Finding.Unreachable(address, "the name is not known");
    }
    if (!connected && isRefused(e)) {
      return new Finding.ConnectionRefused(address);
    }
    // a server may refuse the client's part of a handshake when the client is done with it
    return !connected || e instanceof SSLHandshakeException
        ? new Finding.Unreachable(address, said)
        : new Finding.BrokenOff(said);
  }

  /** Tells whether one of the addresses of a host refused; the others are told with the first. */
  private static boolean isRefused(IOException e) {
    return e instanceof ConnectException
        || Stream.of(e.getSuppressed()).anyMatch(ConnectException.class::isInstance);
  }

  private static Answer answer(Response response, int status) throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    response
        .headers()
        .toMultimap()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    ResponseBody body = status == SWITCHING ? ResponseBody.EMPTY : response.body();
    BufferedSource source = body.source();
    boolean cut = source.request(Answer.MOST_BYTES + 1L);
    byte[] bytes = cut ? source.readByteArray(Answer.MOST_BYTES) : source.readByteArray();
    MediaType type = body.contentType();
    Charset charset = type == null ? null : type.charset(StandardCharsets.UTF_8);
    return new Answer(
        status,
        headers,
        new String(bytes, charset == null ? StandardCharsets.UTF_8 : charset),
        cut,
        certificateUntil(response.handshake()));
  }

  private static @Nullable Instant certificateUntil(@Nullable Handshake handshake) {
    return handshake == null || handshake.peerCertificates().isEmpty()
        ? null
        : ((X509Certificate) handshake.peerCertificates().get(0)).getNotAfter().toInstant();
  }
}
