package dev.slipway.smoke;

import dev.slipway.config.ActionFormat;
import dev.slipway.config.ConfigValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a smoke test stands in a file. */
final class SmokeFormat implements ActionFormat<SmokeTest> {
  private static final String[] KEYS = {
    "name", "against", "connectTo", "within", "retryFor", "every", "inARow", "checks"
  };
  private static final String[] CHECK_KEYS = {
    "get",
    "post",
    "request",
    "requestHeader",
    "json",
    "body",
    "form",
    "followRedirects",
    "within",
    "capture",
    "expect",
    "flow",
    "checks",
    "tcp",
    "command",
    "page"
  };

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
      value.with("inARow", times -> t.inARow(times.integer()));
      value.with("connectTo", host -> t.connectTo(host.text()));
      value.with("checks", checks -> checks.list().forEach(check -> check(t, check)));
    });
    return value.find("against").map(a -> test.against(a.text())).orElse(test);
  }

  private static void check(SmokeTestBuilder test, ConfigValue value) {
    value.only(CHECK_KEYS);
    if (value.find("flow").isPresent()) {
      value.only("flow", "checks");
      test.flow(
          value.get("flow").text(),
          f -> value.get("checks").list().forEach(check -> check(f, check)));
      return;
    }
    List<String> kinds = List.of("get", "post", "request", "tcp", "command", "page").stream()
        .filter(kind -> value.find(kind).isPresent())
        .toList();
    if (kinds.size() != 1) {
      value.problem(
          kinds.isEmpty() ? "no request" : "several requests",
          "one of get, post, request, tcp, command, page",
          "name what is asked for");
    } else if (kinds.get(0).equals("tcp")) {
      tcp(test, value);
    } else if (kinds.get(0).equals("page")) {
      page(test, value);
    } else if (kinds.get(0).equals("command")) {
      value.only("command", "within");
      test.program(
          value.get("command").list().stream().map(ConfigValue::text).toList(), limit(value));
    } else {
      request(test, kinds.get(0), value);
    }
  }

  private static void tcp(SmokeTestBuilder test, ConfigValue value) {
    value.only("tcp", "within");
    ConfigValue to = value.get("tcp");
    if (to.isMap()) {
      to.only("host", "port");
      test.connection(to.get("host").text(), to.get("port").integer(), limit(value));
    } else {
      test.connection("", to.integer(), limit(value));
    }
  }

  private static void page(SmokeTestBuilder test, ConfigValue value) {
    value.only("page", "within");
    ConfigValue page = value.get("page");
    String path =
        page.isMap() ? page.only("path", "elements", "sandbox").get("path").text() : page.text();
    test.page(path, p -> {
      page.with("elements", all -> all.list().forEach(one -> p.element(one.text())));
      page.with("sandbox", sandbox -> {
        if (!sandbox.flag()) {
          p.withoutSandbox();
        }
      });
      value.with("within", limit -> p.within(limit.duration()));
    });
  }

  private static @Nullable Duration limit(ConfigValue check) {
    return check.find("within").map(ConfigValue::duration).orElse(null);
  }

  private static void request(SmokeTestBuilder test, String kind, ConfigValue value) {
    Optional<ConfigValue> request = value.find("request");
    if (request.isPresent()) {
      ConfigValue other = request.get().only("method", "path");
      test.request(other.get("method").text(), other.get("path").text(), r -> describe(r, value));
    } else {
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
    value.with(
        "form", fields -> fields.map().forEach((name, text) -> request.form(name, text.text())));
    value.with("capture", all -> all.map().forEach((name, one) -> capture(request, name, one)));
    value.with("followRedirects", follow -> {
      if (follow.flag()) {
        request.followRedirects();
      }
    });
    value.with("within", limit -> request.within(limit.duration()));
    value.with("expect", all -> all.list().forEach(one -> expectation(request, one)));
  }

  private static void capture(SmokeRequestBuilder request, String name, ConfigValue value) {
    value.only("jsonPath", "header", "body");
    if (value.isMap() && value.map().size() != 1) {
      value.problem("several places, or none", "one of jsonPath, header, body", "name one");
    }
    value.with("jsonPath", path -> request.capture(name, Capture.jsonPath(path.text())));
    value.with("header", header -> request.capture(name, Capture.header(header.text())));
    value.with("body", regex -> request.capture(name, Capture.body(regex.text())));
  }

  private static void expectation(SmokeRequestBuilder request, ConfigValue value) {
    value.only("status", "body", "header", "jsonPath", "certificateLasts");
    value.with("certificateLasts", least -> request.certificateLasts(least.duration()));
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
        .flatMap(kind ->
            value.find(SmokeWriting.key(kind)).map(text -> new Match(kind, text.text())).stream())
        .findFirst()
        .orElse(Match.present());
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
    return SmokeWriting.written(test);
  }
}
