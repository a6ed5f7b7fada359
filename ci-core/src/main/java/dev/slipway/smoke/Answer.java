package dev.slipway.smoke;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came back over HTTP: headers by lower-case name, the body cut at the limit if {@code cut}, and when the certificate of the server ends, if there is one. */
record Answer(
    int status,
    Map<String, List<String>> headers,
    String body,
    boolean cut,
    @Nullable Instant certificateUntil) {
  static final int MOST_BYTES = 1024 * 1024;

  List<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }
}
