package dev.slipway.smoke;

import dev.slipway.smoke.Check.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Describes one request and collects what its answer has to be. For one thread; not to be used after the lambda that got it
 * has returned.
 *
 * @since 0.1
 */
public final class SmokeRequestBuilder {
  private final String method;
  private final String path;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Expectation> expectations = new ArrayList<>();
  private final Map<String, String> form = new LinkedHashMap<>();
  private final Map<String, Capture> captures = new LinkedHashMap<>();
  private Check.@Nullable Body body;
  private boolean followRedirects;
  private @Nullable Duration limit;

  SmokeRequestBuilder(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /** Sends this header with the request. */
  public SmokeRequestBuilder requestHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Sends this text as the body, as {@code application/json}. */
  public SmokeRequestBuilder json(String text) {
    return body("application/json", text);
  }

  /** Sends this text as the body, in UTF-8. */
  public SmokeRequestBuilder body(String contentType, String text) {
    body = new Check.Body(contentType, text, Map.of());
    return this;
  }

  /** Sends a form with this field, and those of other calls, as {@code application/x-www-form-urlencoded}. */
  public SmokeRequestBuilder form(String field, String value) {
    form.put(field, value);
    body = new Check.Body("application/x-www-form-urlencoded", "", form);
    return this;
  }

  /**
   * Takes a part of the answer, which has to be there, for later requests of the flow: <code>{{name}}</code> stands for it in their paths, headers,
   * bodies and forms. In a path or a query it is encoded, so that a value with {@code /} or {@code ?} is still one piece of it; a path begins with
   * {@code /} and is never a captured value as a whole. A request is not sent, and does not pass, when a value of a header has other characters than printable ASCII,
   * or a part of its path comes to {@code .} or {@code ..}.
   *
   * @param name letters, digits and {@code _}
   */
  public SmokeRequestBuilder capture(String name, Capture capture) {
    captures.put(name, capture);
    return this;
  }

  /** Expects a certificate of the server that lasts so long yet. That it is valid is always checked. */
  public SmokeRequestBuilder certificateLasts(Duration least) {
    expectations.add(new Expectation.CertificateLasts(least));
    return this;
  }

  /**
   * Follows redirects, 20 at most, also from {@code http} to {@code https} and back, and judges the last answer. Without it, the redirect is the
   * answer.
   */
  public SmokeRequestBuilder followRedirects() {
    followRedirects = true;
    return this;
  }

  /** Expects this HTTP status, 100 to 599. */
  public SmokeRequestBuilder status(int status) {
    expectations.add(new Expectation.Status(status));
    return this;
  }

  /** Expects a body that contains this text. The first MiB of a body is looked at. */
  public SmokeRequestBuilder bodyContains(String text) {
    return body(Match.contains(text));
  }

  /** Expects a body of which a part matches this regular expression. The first MiB of a body is looked at. */
  public SmokeRequestBuilder bodyMatches(String regex) {
    return body(Match.matches(regex));
  }

  /** Expects exactly this body. */
  public SmokeRequestBuilder bodyEquals(String text) {
    return body(Match.is(text));
  }

  /** Expects a body like this. The first MiB of a body is looked at. */
  public SmokeRequestBuilder body(Match match) {
    expectations.add(new Expectation.Text(match));
    return this;
  }

  /** Expects a header like this, once at least. Upper and lower case of the name do not matter. */
  public SmokeRequestBuilder header(String name, Match match) {
    expectations.add(new Expectation.Header(name, match));
    return this;
  }

  /**
   * Expects a body of JSON in which the value at a path is like this. Text is compared as it is, anything else by its JSON, so
   * that {@code Match.is("3")} is true of {@code 3} and of {@code "3"}.
   */
  public SmokeRequestBuilder jsonPath(String jsonPath, Match match) {
    expectations.add(new Expectation.JsonValue(jsonPath, match));
    return this;
  }

  /** Sets the time limit of the request, until the answer is complete. */
  public SmokeRequestBuilder within(Duration newLimit) {
    limit = newLimit;
    return this;
  }

  String name() {
    return method + " " + path;
  }

  Check.Request build(String flow, String name, Duration defaultLimit) {
    return new Check.Request(
        flow,
        name,
        method,
        path,
        Collections.unmodifiableMap(new LinkedHashMap<>(headers)),
        body == null
            ? null
            : new Check.Body(
                body.contentType(),
                body.text(),
                Collections.unmodifiableMap(new LinkedHashMap<>(body.form()))),
        followRedirects,
        limit == null ? defaultLimit : limit,
        Collections.unmodifiableMap(new LinkedHashMap<>(captures)),
        List.copyOf(expectations));
  }
}
