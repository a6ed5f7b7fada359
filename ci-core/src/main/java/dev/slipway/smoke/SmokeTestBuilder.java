package dev.slipway.smoke;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the checks of a smoke test. For one thread; not to be used after the lambda that got it has returned.
 *
 * @since 0.1
 */
public final class SmokeTestBuilder {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final List<Pending> pending = new ArrayList<>();
  private Duration limit = DEFAULT_LIMIT;
  private Duration retryFor = Duration.ZERO;
  private Duration every = Duration.ofMillis(500);
  private int inARow = 1;
  private String connectTo = "";

  /** Makes a check when its name and the usual limit are known. */
  private interface Maker {
    Check make(String flow, String name, Duration usualLimit);
  }

  /** A check that is made at the end. */
  private record Pending(String flow, String name, Maker maker) {}

  SmokeTestBuilder(String name) {
    this.name = name;
  }

  /** Adds a GET request that has to be answered with status 200. */
  public SmokeTestBuilder get(String path) {
    return get(path, r -> r.status(200));
  }

  /** Adds a GET request and what its answer has to be. */
  public SmokeTestBuilder get(String path, Consumer<SmokeRequestBuilder> request) {
    return request("GET", path, request);
  }

  /** Adds a POST request and what its answer has to be. */
  public SmokeTestBuilder post(String path, Consumer<SmokeRequestBuilder> request) {
    return request("POST", path, request);
  }

  /**
   * Adds a request and what its answer has to be.
   *
   * @param method an HTTP method in capitals
   * @param path from the root of the application, beginning with {@code /}; may have a query
   */
  public SmokeTestBuilder request(
      String method, String path, Consumer<SmokeRequestBuilder> request) {
    SmokeRequestBuilder builder = new SmokeRequestBuilder(method, path);
    request.accept(builder);
    pending.add(new Pending("", builder.name(), builder::build));
    return this;
  }

  /** Wants a port of the application's host, or of that of {@link #connectTo}, to accept TCP connections. */
  public SmokeTestBuilder tcp(int port) {
    return connection("", port, null);
  }

  /** Wants a port of a host, such as that of a database, to accept TCP connections. */
  public SmokeTestBuilder tcp(String host, int port) {
    return connection(Objects.requireNonNull(host, "host"), port, null);
  }

  SmokeTestBuilder connection(String host, int port, @Nullable Duration ownLimit) {
    pending.add(new Pending(
        "",
        "tcp " + (host.isEmpty() ? "" : host + ":") + port,
        (flow, called, usualLimit) -> new Check.Connection(
            flow, called, host, port, ownLimit == null ? usualLimit : ownLimit)));
    return this;
  }

  /**
   * Wants a program of this machine to end with 0. It finds the address of the application in the variable {@code SMOKE_ADDRESS}; of the variables of this process it has but a few, such as {@code PATH} and
   * {@code HOME}. When it takes too long it is killed with all it has started. What it writes last is told when it fails.
   *
   * @param argv the program and its arguments; no shell reads them
   */
  public SmokeTestBuilder command(String... argv) {
    return program(List.of(argv), null);
  }

  SmokeTestBuilder program(List<String> argv, @Nullable Duration ownLimit) {
    pending.add(new Pending(
        "",
        "command " + String.join(" ", argv),
        (flow, called, usualLimit) ->
            new Check.Program(flow, called, argv, ownLimit == null ? usualLimit : ownLimit)));
    return this;
  }

  /** Opens a page in a browser, as {@link #page(String, Consumer)}, and wants no element of it. */
  public SmokeTestBuilder page(String path) {
    return page(path, p -> {});
  }

  /**
   * Opens a page in a headless Chromium, one that has never seen anything. It does not pass if one of the requests of the page fails or is answered with 400 or more, if a script has an
   * error that nobody catches, or if an element is missing. Needs {@code org.seleniumhq.selenium:selenium-chrome-driver} on the class path, and {@code chromium} and {@code chromedriver} on the
   * {@code PATH}.
   *
   * @param path from the root of the application, beginning with {@code /}
   */
  public SmokeTestBuilder page(String path, Consumer<SmokePageBuilder> page) {
    SmokePageBuilder builder = new SmokePageBuilder(path);
    page.accept(builder);
    pending.add(new Pending("", "page " + path, builder::build));
    return this;
  }

  /**
   * Adds checks that belong together, such as a login and what follows it. They share cookies, and values that are captured from answers. When one
   * does not pass, the others are not made, and the flow is repeated from its beginning.
   *
   * @param flow its name, for people; the names of its checks begin with it
   * @param requests adds the requests; times are those of the smoke test
   */
  public SmokeTestBuilder flow(String flow, Consumer<SmokeTestBuilder> requests) {
    SmokeTestBuilder inner = new SmokeTestBuilder(flow);
    requests.accept(inner);
    inner.pending.forEach(each -> pending.add(new Pending(flow, each.name(), each.maker())));
    return this;
  }

  /**
   * Connects to this host or address whatever the host of the address is, so that an application can be asked by its name before DNS knows it. The name
   * is still what the server and its certificate are asked for.
   */
  public SmokeTestBuilder connectTo(String hostOrAddress) {
    connectTo = hostOrAddress;
    return this;
  }

  /** Sets how often in a row a check, or a flow, has to pass; with {@link #every} between. The default is once. */
  public SmokeTestBuilder inARow(int times) {
    inARow = times;
    return this;
  }

  /** Sets the time limit of every request that has none of its own. The default is 10 seconds. */
  public SmokeTestBuilder within(Duration newLimit) {
    limit = newLimit;
    return this;
  }

  /**
   * Sets how long, from the start, checks that do not pass are repeated. The last attempt is made at the end of that time, after
   * a shorter pause if need be; an attempt that has begun is finished. The default is zero: every check is made once.
   */
  public SmokeTestBuilder retryFor(Duration duration) {
    retryFor = duration;
    return this;
  }

  /** Sets the pause between two attempts of a check. The default is 500 milliseconds. It ends early where {@link #retryFor} does. */
  public SmokeTestBuilder every(Duration pause) {
    every = pause;
    return this;
  }

  SmokeTest build() {
    Map<String, Integer> names = new HashMap<>();
    List<Check> checks = new ArrayList<>();
    for (Pending each : pending) {
      String plain = each.flow().isEmpty() ? each.name() : each.flow() + ": " + each.name();
      int count = names.merge(plain, 1, Integer::sum);
      String unique = count == 1 ? plain : plain + " (" + count + ")";
      checks.add(each.maker().make(each.flow(), unique, limit));
    }
    Rounds rounds = new Rounds(retryFor, every, inARow, connectTo);
    List<Problem> problems = SmokeProblems.of(name, checks, rounds);
    return new SmokeTest(name, checks, rounds, null, problems);
  }
}
