package dev.slipway.smoke;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import dev.slipway.smoke.Check.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a smoke test stands in a file. */
final class SmokeFormat implements ActionFormat<SmokeTest> {
  private static final String[] KEYS = {"name", "against", "within", "retryFor", "every", "checks"};
  private static final String[] CHECK_KEYS = {
    "get", "post", "request", "requestHeader", "json", "body", "followRedirects", "within", "expect"
  };
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(10);
  private static final Duration USUAL_PAUSE = Duration.ofMillis(500);

  @Override
  public Class<SmokeTest> type() {
    return SmokeTest.class;
  }

  @Override
  public SmokeTest read(ConfigValue value) {
    value.only(KEYS);
    SmokeTest test = SmokeTest.named(value.get("name").text(), t -> {
      value.with("within", limit -> t.within(limit.duration()));
      value.with("retryFor", time -> t.retryFor(time.duration()));
      value.with("every", pause -> t.every(pause.duration()));
      value.with("checks", checks -> checks.list().forEach(check -> check(t, check)));
    });
    return value.find("against").map(a -> test.against(a.text())).orElse(test);
  }

  private static void check(SmokeTestBuilder test, ConfigValue value) {
    value.only(CHECK_KEYS);
    Optional<ConfigValue> request = value.find("request");
    List<String> kinds = List.of("get", "post", "request").stream()
        .filter(kind -> value.find(kind).isPresent())
        .toList();
    if (kinds.size() != 1) {
      value.problem(
          kinds.isEmpty() ? "no request" : "several requests",
          "one of get, post, request",
          "name the path that is asked for");
      return;
    }
    if (request.isPresent()) {
      ConfigValue other = request.get().only("method", "path");
      test.request(other.get("method").text(), other.get("path").text(), r -> describe(r, value));
    } else {
      String kind = kinds.get(0);
      String path = value.get(kind).text();
      test.request(kind.equals("get") ? "GET" : "POST", path, r -> describe(r, value));
    }
  }

  private static void describe(SmokeRequestBuilder request, ConfigValue value) {
    value.with(
        "requestHeader",
        headers -> headers.map().forEach((name, text) -> request.requestHeader(name, text.text())));
    value.with("json", json -> request.json(json.text()));
    value.with("body", body -> {
      body.only("contentType", "text");
      request.body(body.get("contentType").text(), body.get("text").text());
    });
    value.with("followRedirects", follow -> {
      if (follow.flag()) {
        request.followRedirects();
      }
    });
    value.with("within", limit -> request.within(limit.duration()));
    value.with("expect", all -> all.list().forEach(one -> expectation(request, one)));
  }

  private static void expectation(SmokeRequestBuilder request, ConfigValue value) {
    value.only("status", "body", "header", "jsonPath");
    value.with("status", status -> request.status(status.integer()));
    value.with("body", match -> request.body(match(match)));
    value.with(
        "header",
        headers -> headers.map().forEach((name, match) -> request.header(name, match(match))));
    value.with(
        "jsonPath",
        paths -> paths.map().forEach((path, match) -> request.jsonPath(path, match(match))));
  }

  private static Match match(ConfigValue value) {
    if (value.isText() && value.text().equals("present")) {
      return Match.present();
    }
    value.only("is", "contains", "startsWith", "matches");
    if (value.isMap() && value.map().size() != 1) {
      value.problem("several comparisons, or none", "one of them", "write an expectation for each");
    }
    return Stream.of(Match.Kind.values())
        .flatMap(kind -> value.find(key(kind)).map(text -> new Match(kind, text.text())).stream())
        .findFirst()
        .orElse(Match.present());
  }

  private static String key(Match.Kind kind) {
    return switch (kind) {
      case IS -> "is";
      case CONTAINS -> "contains";
      case STARTS_WITH -> "startsWith";
      case MATCHES -> "matches";
      case PRESENT -> "present";
    };
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>(ActionFormat.schemaOf(KEYS));
    Map<String, Object> check = ActionFormat.schemaOf(CHECK_KEYS);
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("type", "array");
    list.put("items", check);
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String key : KEYS) {
      properties.put(key, key.equals("checks") ? Map.of("anyOf", List.of(check, list)) : Map.of());
    }
    schema.put("properties", properties);
    schema.put("required", List.of("name"));
    return schema;
  }

  @Override
  public Object write(SmokeTest test) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", test.name());
    if (test.address() != null) {
      out.put("against", test.address());
    }
    if (!test.retryFor().isZero()) {
      out.put("retryFor", test.retryFor());
    }
    if (!test.every().equals(USUAL_PAUSE)) {
      out.put("every", test.every());
    }
    out.put("checks", test.checks().stream().map(SmokeFormat::written).toList());
    return out;
  }

  private static Map<String, Object> written(Check check) {
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
    if (check.body() != null) {
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
    }
    return Map.of("body", written(((Expectation.Text) expectation).match()));
  }

  private static Object written(Match match) {
    return match.kind() == Match.Kind.PRESENT
        ? key(match.kind())
        : Map.of(key(match.kind()), match.text());
  }
}
