package dev.slipway.smoke;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and what its answer has to be. The flow is empty if it stands alone. */
record Check(
    String flow,
    String name,
    String method,
    String path,
    Map<String, String> headers,
    @Nullable Body body,
    boolean followRedirects,
    Duration limit,
    Map<String, Capture> captures,
    List<Expectation> expectations) {

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
