package dev.slipway.smoke;

import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.smoke.Finding.Mismatch;
import dev.slipway.time.Time;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;

/** What the requests of a flow share: cookies, and values that were captured from answers. For one thread at a time. */
final class FlowSession implements CookieJar {
  static final Pattern NAME = Pattern.compile("\\{\\{([A-Za-z_][A-Za-z0-9_]*)}}");

  private static final Pattern DOTS = Pattern.compile("(\\.|%2[eE]){1,2}");

  private final Time time;
  private final List<Cookie> cookies = new ArrayList<>();
  private final Map<String, String> values = new HashMap<>();

  FlowSession(Time time) {
    this.time = time;
  }

  @Override
  public synchronized List<Cookie> loadForRequest(HttpUrl url) {
    forgetOver();
    return cookies.stream().filter(cookie -> cookie.matches(url)).toList();
  }

  @Override
  public synchronized void saveFromResponse(HttpUrl url, List<Cookie> received) {
    for (Cookie cookie : received) {
      cookies.removeIf(old -> old.name().equals(cookie.name())
          && old.domain().equals(cookie.domain())
          && old.path().equals(cookie.path()));
      cookies.add(cookie);
    }
    forgetOver();
  }

  /** A server deletes a cookie by one of the same name that is over. */
  private void forgetOver() {
    long now = time.now().toEpochMilli();
    cookies.removeIf(cookie -> cookie.expiresAt() <= now);
  }

  /** Returns a check with captured values in the places of their names. */
  Check.Request filled(Check.Request check) {
    if (check.flow().isEmpty()) {
      return check;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    check.headers().forEach((name, value) -> headers.put(name, fill(value, v -> v)));
    Check.Body body = check.body();
    return new Check.Request(
        check.flow(),
        check.name(),
        check.method(),
        fill(pathOf(check), FlowSession::encodedInPath)
            + fill(queryOf(check), FlowSession::encoded),
        headers,
        body == null ? null : new Check.Body(body.contentType(), text(body), Map.of()),
        check.followRedirects(),
        check.limit(),
        check.captures(),
        check.expectations());
  }

  /** Returns what keeps a check from being made: captured values that do not fit where it uses them. */
  Optional<Finding> misfit(Check.Request check) {
    List<Mismatch> misfits = new ArrayList<>();
    if (!check.flow().isEmpty()) {
      if (Stream.of(pathOf(check).split("/")).anyMatch(this::leadsElsewhere)) {
        misfits.add(
            new Mismatch("path", "captured values that name a part of it", "\".\" or \"..\""));
      }
      check.headers().forEach((name, value) -> {
        // the value may be a password
        if (!SmokeProblems.HEADER_VALUE.matcher(fill(value, v -> v)).matches()) {
          misfits.add(new Mismatch(
              "request header " + name,
              "captured values of printable ASCII characters",
              "other characters"));
        }
      });
    }
    return misfits.isEmpty() ? Optional.empty() : Optional.of(new Finding.WrongAnswer(misfits));
  }

  /** Tells whether captured values make a part of a path one that every client takes away, be it encoded or not. */
  private boolean leadsElsewhere(String part) {
    return NAME.matcher(part).find()
        && DOTS.matcher(fill(part, FlowSession::encodedInPath)).matches();
  }

  private static String pathOf(Check.Request check) {
    return check.path().split("\\?", 2)[0];
  }

  private static String queryOf(Check.Request check) {
    return check.path().substring(pathOf(check).length());
  }

  private String text(Check.Body body) {
    return body.form().isEmpty()
        ? fill(body.text(), v -> v)
        : form(body.form(), v -> fill(v, x -> x));
  }

  /** Returns a form as it is sent. */
  static String form(Map<String, String> fields, UnaryOperator<String> value) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(value.apply(field.getValue())))
        .collect(Collectors.joining("&"));
  }

  private String fill(String text, UnaryOperator<String> form) {
    return NAME.matcher(text)
        .replaceAll(name ->
            Matcher.quoteReplacement(form.apply(values.getOrDefault(name.group(1), name.group()))));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** In a path, other than in a query or a form, a plus is a plus. */
  private static String encodedInPath(String text) {
    return encoded(text).replace("+", "%20");
  }

  /** Takes what a check captures, and returns what was not there. */
  List<Mismatch> capture(Check.Request check, Answer answer) {
    List<Mismatch> missing = new ArrayList<>();
    check.captures().forEach((name, capture) -> {
      Optional<String> value = value(capture, answer);
      value.ifPresent(text -> values.put(name, text));
      if (value.isEmpty()) {
        missing.add(new Mismatch(
            "captured value '" + name + "'", capture.from() + " " + capture.what(), "nothing"));
      }
    });
    return missing;
  }

  private Optional<String> value(Capture capture, Answer answer) {
    return switch (capture.from()) {
      case HEADER -> answer.header(capture.what()).stream().findFirst();
      case BODY -> Matching.first(capture.what(), answer.body(), time);
      case JSON -> json(capture.what(), answer.body());
    };
  }

  private static Optional<String> json(String path, String body) {
    try {
      return Json.at(body, path)
          .map(value -> value instanceof String text ? text : Json.write(value));
    } catch (JsonException notJson) {
      return Optional.empty();
    }
  }
}
