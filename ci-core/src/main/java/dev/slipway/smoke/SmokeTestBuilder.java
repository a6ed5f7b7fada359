package dev.slipway.smoke;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects the checks of a smoke test. For one thread; not to be used after the lambda that got it has returned.
 *
 * @since 0.1
 */
public final class SmokeTestBuilder {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final Map<SmokeRequestBuilder, String> requests = new LinkedHashMap<>();
  private Duration limit = DEFAULT_LIMIT;
  private Duration retryFor = Duration.ZERO;
  private Duration every = Duration.ofMillis(500);
  private int inARow = 1;
  private String connectTo = "";

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
    requests.put(builder, "");
    return this;
  }

  /**
   * Adds requests that belong together, such as a login and what follows it. They share cookies, and values that are captured from answers. When one
   * does not pass, the others are not made, and the flow is repeated from its beginning.
   *
   * @param flow its name, for people; the names of its checks begin with it
   * @param requests adds the requests; times are those of the smoke test
   */
  public SmokeTestBuilder flow(String flow, Consumer<SmokeTestBuilder> requests) {
    SmokeTestBuilder inner = new SmokeTestBuilder(flow);
    requests.accept(inner);
    inner.requests.forEach((request, none) -> this.requests.put(request, flow));
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
    requests.forEach((request, flow) -> {
      String plain = flow.isEmpty() ? request.name() : flow + ": " + request.name();
      int count = names.merge(plain, 1, Integer::sum);
      checks.add(request.build(flow, count == 1 ? plain : plain + " (" + count + ")", limit));
    });
    Rounds rounds = new Rounds(retryFor, every, inARow, connectTo);
    List<Problem> problems = SmokeProblems.of(name, checks, rounds);
    return new SmokeTest(name, checks, rounds, null, problems);
  }
}
