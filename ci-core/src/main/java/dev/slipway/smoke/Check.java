package dev.slipway.smoke;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that is asked of an application. */
sealed interface Check {
  /** Returns the flow it belongs to; empty if it stands alone. */
  String flow();

  /** Returns what people call it. */
  String name();

  /** Returns how long an attempt may take. */
  Duration limit();

  /** An HTTP request and what its answer has to be. */
  record Request(
      String flow,
      String name,
      String method,
      String path,
      Map<String, String> headers,
      @Nullable Body body,
      boolean followRedirects,
      Duration limit,
      Map<String, Capture> captures,
      List<Expectation> expectations)
      implements Check {}

  /**
   * A TCP connection that has to be accepted.
   *
   * @param host empty for that of the application
   */
  record Connection(String flow, String name, String host, int port, Duration limit)
      implements Check {}

  /** A program of this machine that has to end with 0. */
  record Program(String flow, String name, List<String> argv, Duration limit) implements Check {}

  /**
   * A page that is opened in a browser.
   *
   * @param elements CSS selectors
   */
  record BrowserPage(
      String flow,
      String name,
      String path,
      List<String> elements,
      boolean sandboxed,
      Duration limit)
      implements Check {}

  /**
   * What is sent.
   *
   * @param form fields of a form, which are the text then
   */
  record Body(String contentType, String text, Map<String, String> form) {}

  /** What a part of an answer has to be. */
  sealed interface Expectation {
    record Status(int status) implements Expectation {}

    record Header(String name, Match match) implements Expectation {}

    record Text(Match match) implements Expectation {}

    record JsonValue(String path, Match match) implements Expectation {}

    record CertificateLasts(Duration least) implements Expectation {}
  }
}
