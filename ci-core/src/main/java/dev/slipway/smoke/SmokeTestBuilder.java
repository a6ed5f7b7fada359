package dev.slipway.smoke;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
  private final List<SmokeRequestBuilder> requests = new ArrayList<>();
  private Duration limit = DEFAULT_LIMIT;
  private Duration retryFor = Duration.ZERO;
  private Duration every = Duration.ofMillis(500);

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
    requests.add(builder);
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
    for (SmokeRequestBuilder request : requests) {
      int count = names.merge(request.name(), 1, Integer::sum);
      checks.add(
          request.build(count == 1 ? request.name() : request.name() + " (" + count + ")", limit));
    }
    List<Problem> problems = SmokeProblems.of(name, checks, retryFor, every);
    return new SmokeTest(name, checks, retryFor, every, null, problems);
  }
}
