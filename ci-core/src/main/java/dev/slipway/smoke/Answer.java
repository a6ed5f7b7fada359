package dev.slipway.smoke;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came back over HTTP: headers by lower-case name, the body cut at the limit if {@code cut}. */
record Answer(int status, Map<String, List<String>> headers, String body, boolean cut) {
  static final int MOST_BYTES = 1024 * 1024;

  List<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }
}
