package dev.slipway.deploy.target;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.deploy.release.Release;
import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A target whose releases answer with the status and greeting of their configuration, within this process. Variables: {@code
 * STATUS} by itself, {@code COPY_STATUS} in a rehearsal, {@code PUBLIC_STATUS} with traffic, {@code START=no} ends at once, {@code START=interrupt}
 * interrupts the thread.
 */
public final class ScriptedTarget implements Target, TargetControl, AutoCloseable {
  private final List<String> calls = new ArrayList<>();
  private final Map<Integer, HttpServer> running = new TreeMap<>();
  private final Set<Integer> kept = new HashSet<>();
  private final Map<Integer, Map<String, Secret>> given = new ConcurrentHashMap<>();
  private final HttpServer entrance;
  private @Nullable String failing;
  private volatile @Nullable Release serving;
  private volatile @Nullable Release shared;
  private volatile int percent;
  private volatile long highest;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger copies = new AtomicInteger();
  private final AtomicInteger probes = new AtomicInteger();

  public ScriptedTarget() {
    entrance = server(e -> {
      int request = requests.getAndIncrement();
      Release release = shared != null && request % 100 < percent ? shared : serving;
      if (release == null) {
        answer(e, 503, "nothing");
      } else {
        answer(e, number(release, "PUBLIC_STATUS"), greeting(release));
      }
    });
  }

  /** Makes the next call of a method fail. */
  public void failNext(String method) {
    failing = method;
  }

  /** Returns what was called, such as {@code route 2}, without {@code state}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log) {
    called("start", release);
    int number = release.number();
    if (files == null && !kept.contains(number)) {
      throw new TargetException(problem(release + " is not kept"));
    }
    kept.add(number);
    if ("no".equals(release.configuration().get("START"))) {
      String wrote = "oops, " + greeting(release);
      throw new ReleaseNotStartedException(
          problem(release + " ended at once: " + wrote), List.of(wrote));
    }
    if ("interrupt".equals(release.configuration().get("START"))) {
      Thread.currentThread().interrupt();
    }
    HttpServer server = running.computeIfAbsent(
        number, n -> server(e -> answer(e, number(release, "STATUS"), greeting(release))));
    return new RunningRelease(number, address(server));
  }

  @Override
  public Rehearsal rehearse(Release release, Consumer<String> log) {
    called("rehearse", release);
    if (!kept.contains(release.number())) {
      throw new TargetException(problem(release + " is not kept"));
    }
    if ("no".equals(release.configuration().get("COPY"))) {
      throw new ReleaseNotStartedException(problem(release + " ended at once"), List.of("oops"));
    }
    HttpServer server = server(e -> answer(e, number(release, "COPY_STATUS"), greeting(release)));
    copies.incrementAndGet();
    return new Rehearsal() {
      @Override
      public URI address() {
        return ScriptedTarget.address(server);
      }

      @Override
      public void close() {
        server.stop(0);
        copies.decrementAndGet();
      }
    };
  }

  /** Adds a line of the test's own to the calls. */
  public void note(String call) {
    calls.add(call);
  }

  /** Loses what is kept of a release. */
  public void forget(int release) {
    kept.remove(release);
  }

  /** Returns how many copies run for rehearsals. */
  public int copies() {
    return copies.get();
  }

  @Override
  public void route(Release release) {
    called("route", release);
    if (!running.containsKey(release.number())) {
      throw new TargetException(problem(release + " does not run"));
    }
    serving = release;
    shared = null;
  }

  @Override
  public void share(Release release, int newPercent) {
    calls.add("share " + release.number() + " " + newPercent);
    if (!running.containsKey(release.number()) || serving == null) {
      throw new TargetException(problem(release + " does not run, or nothing is served"));
    }
    requests.set(0);
    percent = newPercent;
    shared = release;
  }

  @Override
  public Set<TargetAbility> abilities() {
    return Set.of(
        TargetAbility.FILES,
        TargetAbility.IMAGES,
        TargetAbility.RUNS_BESIDE,
        TargetAbility.SHARE_TRAFFIC,
        TargetAbility.REHEARSE,
        TargetAbility.SECRETS);
  }

  @Override
  public void retire(Release release) {
    called("retire", release);
    if (release.equals(shared)) {
      shared = null;
    }
    if (serving != null && serving.number() == release.number()) {
      serving = null;
    }
    HttpServer server = running.remove(release.number());
    if (server != null) {
      server.stop(0);
    }
  }

  @Override
  public void remove(Release release) {
    called("remove", release);
    if (running.containsKey(release.number())) {
      throw new TargetException(problem(release + " runs"));
    }
    kept.remove(release.number());
  }

  /** Returns the secrets that releases were started with, by their numbers. */
  public Map<Integer, Map<String, Secret>> given() {
    return given;
  }

  @Override
  public TargetControl control(long token, ReleaseSecrets secrets) {
    if (token < highest) {
      throw new StaleOwnerException("scripted target", token, highest);
    }
    highest = token;
    Runnable check = () -> {
      if (token < highest) {
        throw new StaleOwnerException("scripted target", token, highest);
      }
    };
    return new TargetControl() {
      @Override
      public RunningRelease start(
          Release release, @Nullable ReleaseFiles files, Consumer<String> log) {
        check.run();
        given.put(release.number(), secrets.of(release));
        return ScriptedTarget.this.start(release, files, log);
      }

      @Override
      public Rehearsal rehearse(Release release, Consumer<String> log) {
        check.run();
        given.put(release.number(), secrets.of(release));
        return ScriptedTarget.this.rehearse(release, log);
      }

      @Override
      public void route(Release release) {
        check.run();
        ScriptedTarget.this.route(release);
      }

      @Override
      public void share(Release release, int newPercent) {
        check.run();
        ScriptedTarget.this.share(release, newPercent);
      }

      @Override
      public void retire(Release release) {
        check.run();
        ScriptedTarget.this.retire(release);
      }

      @Override
      public void remove(Release release) {
        check.run();
        ScriptedTarget.this.remove(release);
      }
    };
  }

  @Override
  public TargetState state() {
    List<RunningRelease> all = running.entrySet().stream()
        .map(e -> new RunningRelease(e.getKey(), address(e.getValue())))
        .toList();
    Release release = serving;
    return new TargetState(address(entrance), release == null ? 0 : release.number(), all, kept);
  }

  @Override
  public void close() {
    running.values().forEach(s -> s.stop(0));
    entrance.stop(0);
  }

  private void called(String method, Release release) {
    calls.add(method + " " + release.number());
    if (method.equals(failing)) {
      failing = null;
      throw new TargetException(problem(method + " failed"));
    }
  }

  private static Problem problem(String found) {
    return new Problem("scripted target", found, "something else", "change the script");
  }

  /** Returns a status; a release with {@code FLAKY=n} fails each nth time by itself, one with {@code PUBLIC_FLAKY=n} with traffic. */
  private int number(Release release, String variable) {
    String flaky =
        release.configuration().get(variable.equals("STATUS") ? "FLAKY" : "PUBLIC_FLAKY");
    if (flaky != null && probes.incrementAndGet() % Integer.parseInt(flaky) == 0) {
      return 500;
    }
    return Integer.parseInt(release.configuration().getOrDefault(variable, "200"));
  }

  private String greeting(Release release) {
    Secret secret = given.getOrDefault(release.number(), Map.of()).get("GREETING");
    return secret != null
        ? secret.reveal()
        : release.configuration().getOrDefault("GREETING", "hello");
  }

  private static URI address(HttpServer server) {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  private static HttpServer server(com.sun.net.httpserver.HttpHandler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", handler);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
