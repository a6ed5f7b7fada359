package dev.slipway.smoke;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request and what its answer has to be. */
record Check(
    String name,
    String method,
    String path,
    Map<String, String> headers,
    @Nullable Body body,
    boolean followRedirects,
    Duration limit,
    List<Expectation> expectations) {

  record Body(String contentType, String text) {}

  /** What a part of an answer has to be. */
  sealed interface Expectation {
    record Status(int status) implements Expectation {}

    record Header(String name, Match match) implements Expectation {}

    record Text(Match match) implements Expectation {}

    record JsonValue(String path, Match match) implements Expectation {}
  }
}
