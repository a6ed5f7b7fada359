package dev.slipway.smoke;

import dev.slipway.smoke.Check.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a smoke test as plain values, as {@link SmokeFormat} reads them. */
final class SmokeWriting {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);
  private static final Duration USUAL_PAUSE = Duration.ofMillis(500);

  private SmokeWriting() {}

  static Object written(SmokeTest test) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", test.name());
    if (test.address() != null) {
      out.put("against", test.address());
    }
    rounds(out, test.rounds());
    out.put("checks", checks(test.checks()));
    return out;
  }

  private static void rounds(Map<String, Object> out, Rounds rounds) {
    if (!rounds.connectTo().isEmpty()) {
      out.put("connectTo", rounds.connectTo());
    }
    if (!rounds.retryFor().isZero()) {
      out.put("retryFor", rounds.retryFor());
    }
    if (!rounds.every().equals(USUAL_PAUSE)) {
      out.put("every", rounds.every());
    }
    if (rounds.inARow() != 1) {
      out.put("inARow", rounds.inARow());
    }
  }

  /** Returns the checks, with those of a flow together. */
  private static List<Object> checks(List<Check> checks) {
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < checks.size(); ) {
      String flow = checks.get(i).flow();
      List<Object> together = new ArrayList<>();
      do {
        together.add(written(checks.get(i++)));
      } while (!flow.isEmpty() && i < checks.size() && checks.get(i).flow().equals(flow));
      out.add(flow.isEmpty() ? together.get(0) : flow(flow, together));
    }
    return out;
  }

  private static Map<String, Object> flow(String name, List<Object> checks) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("flow", name);
    out.put("checks", checks);
    return out;
  }

  private static Map<String, Object> written(Check check) {
    if (check instanceof Check.Request request) {
      return written(request);
    }
    Map<String, Object> out = new LinkedHashMap<>();
    if (check instanceof Check.Connection tcp) {
      Map<String, Object> there = new LinkedHashMap<>();
      there.put("host", tcp.host());
      there.put("port", tcp.port());
      out.put("tcp", tcp.host().isEmpty() ? tcp.port() : there);
    } else if (check instanceof Check.BrowserPage page) {
      Map<String, Object> there = new LinkedHashMap<>();
      there.put("path", page.path());
      if (!page.elements().isEmpty()) {
        there.put("elements", page.elements());
      }
      if (!page.sandboxed()) {
        there.put("sandbox", false);
      }
      out.put("page", there.size() == 1 ? page.path() : there);
    } else if (check instanceof Check.Program program) {
      out.put("command", program.argv());
    }
    if (!check.limit().equals(USUAL_LIMIT)) {
      out.put("within", check.limit());
    }
    return out;
  }

  private static Map<String, Object> written(Check.Request check) {
    Map<String, Object> out = new LinkedHashMap<>();
    switch (check.method()) {
      case "GET" -> out.put("get", check.path());
      case "POST" -> out.put("post", check.path());
      default -> {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("method", check.method());
        request.put("path", check.path());
        out.put("request", request);
      }
    }
    if (!check.headers().isEmpty()) {
      out.put("requestHeader", check.headers());
    }
    if (check.body() != null && !check.body().form().isEmpty()) {
      out.put("form", check.body().form());
    } else if (check.body() != null) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("contentType", check.body().contentType());
      body.put("text", check.body().text());
      out.put("body", body);
    }
    if (check.followRedirects()) {
      out.put("followRedirects", true);
    }
    if (!check.limit().equals(USUAL_LIMIT)) {
      out.put("within", check.limit());
    }
    if (!check.captures().isEmpty()) {
      Map<String, Object> captures = new LinkedHashMap<>();
      check.captures().forEach((name, capture) -> captures.put(name, written(capture)));
      out.put("capture", captures);
    }
    List<Object> expected = new ArrayList<>();
    check.expectations().forEach(e -> expected.add(written(e)));
    if (!expected.isEmpty()) {
      out.put("expect", expected);
    }
    return out;
  }

  private static Map<String, Object> written(Expectation expectation) {
    if (expectation instanceof Expectation.Status status) {
      return Map.of("status", status.status());
    } else if (expectation instanceof Expectation.Header header) {
      return Map.of("header", Map.of(header.name(), written(header.match())));
    } else if (expectation instanceof Expectation.JsonValue json) {
      return Map.of("jsonPath", Map.of(json.path(), written(json.match())));
    } else if (expectation instanceof Expectation.CertificateLasts certificate) {
      return Map.of("certificateLasts", certificate.least());
    }
    return Map.of("body", written(((Expectation.Text) expectation).match()));
  }

  private static Map<String, Object> written(Capture capture) {
    return switch (capture.from()) {
      case JSON -> Map.of("jsonPath", capture.what());
      case HEADER -> Map.of("header", capture.what());
      case BODY -> Map.of("body", capture.what());
    };
  }

  private static Object written(Match match) {
    return match.kind() == Match.Kind.PRESENT
        ? key(match.kind())
        : Map.of(key(match.kind()), match.text());
  }

  /** Returns the key of a comparison. */
  static String key(Match.Kind kind) {
    return switch (kind) {
      case IS -> "is";
      case CONTAINS -> "contains";
      case STARTS_WITH -> "startsWith";
      case MATCHES -> "matches";
      case PRESENT -> "present";
    };
  }
}
