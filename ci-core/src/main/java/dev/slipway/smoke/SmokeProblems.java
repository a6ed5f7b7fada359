package dev.slipway.smoke;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.smoke.Check.Expectation;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import org.jspecify.annotations.Nullable;

/** Finds everything that is wrong with a smoke test. */
final class SmokeProblems {
  private static final Pattern METHOD = Pattern.compile("[A-Z]+");
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  private static final int HIGHEST_PORT = 65_535;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final List<Problem> problems = new ArrayList<>();

  static List<Problem> of(String name, List<Check> checks, Rounds rounds) {
    Duration retryFor = rounds.retryFor();
    Duration every = rounds.every();
    SmokeProblems found = new SmokeProblems();
    String place = "smoke test '" + name + "'";
    if (name.isBlank()) {
      found.add(place, "a blank name", "a name", "name it after what it asks");
    }
    if (checks.isEmpty()) {
      found.add(place, "no checks", "at least one", "add one with get, post, page, tcp or command");
    }
    if (retryFor.isNegative()) {
      found.add(place, "a time for retries of " + retryFor, "zero or more", "correct retryFor");
    }
    if (every.isNegative() || every.isZero()) {
      found.add(place, "a pause of " + every, "more than zero", "correct every");
    }
    if (rounds.inARow() < 1) {
      found.add(place, rounds.inARow() + " times in a row", "1 or more", "correct inARow");
    }
    checks.forEach(check -> found.check(place + ", " + check.name(), check));
    found.problems.addAll(FlowProblems.of(place, checks));
    return List.copyOf(found.problems);
  }

  static List<Problem> withAddress(List<Problem> others, String name, @Nullable String address) {
    SmokeProblems found = new SmokeProblems();
    String place = "smoke test '" + name + "'";
    if (address == null) {
      found.add(place, "no address", "one, such as http://localhost:8080", "name it with against");
    } else if (!isAddress(address)) {
      found.add(
          place,
          "the address '" + address + "'",
          "http or https, a host, and neither query nor fragment",
          "correct the address");
    }
    found.problems.addAll(others);
    return List.copyOf(found.problems);
  }

  private static boolean isAddress(String address) {
    try {
      URI uri = new URI(address);
      return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && HttpUrl.parse(address) != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void check(String place, Check check) {
    if (check.limit().compareTo(SHORTEST) < 0 || check.limit().compareTo(LONGEST) > 0) {
      add(place, "a time limit of " + check.limit(), "a millisecond to a day", "correct within");
    }
    if (check instanceof Check.Request request) {
      check(place, request);
    } else if (check instanceof Check.Connection tcp) {
      if (tcp.port() < 1 || tcp.port() > HIGHEST_PORT) {
        add(place, "the port " + tcp.port(), "1 to 65535", "correct the port");
      }
    } else if (check instanceof Check.BrowserPage page) {
      page(place, page);
    } else if (check instanceof Check.Program program) {
      if (program.argv().isEmpty() || program.argv().get(0).isBlank()) {
        add(place, "no program", "one, and its arguments", "name it first");
      }
    }
  }

  private void page(String place, Check.BrowserPage page) {
    if (!isPath(page.path(), "")) {
      path(place, page.path());
    }
    if (page.elements().stream().anyMatch(String::isBlank)) {
      add(place, "an element without a name", "a CSS selector", "name it, or leave it out");
    }
  }

  private void path(String place, String path) {
    add(
        place,
        "the path '" + path + "'",
        "one that begins with / and is encoded as in a URL",
        "correct the path");
  }

  private void check(String place, Check.Request check) {
    if (!METHOD.matcher(check.method()).matches()) {
      add(place, "the method '" + check.method() + "'", "an HTTP method in capitals", "correct it");
    }
    if (!isPath(check.path(), check.flow())) {
      path(place, check.path());
    }
    if (check.body() != null && List.of("GET", "HEAD").contains(check.method())) {
      add(place, "a body", "none with this method", "remove the body or use post");
    }
    if (check.body() != null && !isContentType(check.body().contentType())) {
      add(
          place,
          "the content type '" + check.body().contentType() + "'",
          "one such as text/plain",
          "correct it");
    }
    if (check.expectations().isEmpty()) {
      add(place, "no expectation", "at least one", "say which status is expected");
    }
    check.headers().forEach((name, value) -> requestHeader(place, name, value));
    check.expectations().forEach(e -> expectation(place, e));
  }

  private void requestHeader(String place, String name, String value) {
    if (!HEADER.matcher(name).matches() || !HEADER_VALUE.matcher(value).matches()) {
      // the value may be a password
      add(
          place,
          "the request header '" + name + "'",
          "a name and a value of printable ASCII characters",
          "correct the header");
    }
  }

  private void expectation(String place, Expectation expectation) {
    if (expectation instanceof Expectation.Status e) {
      if (e.status() < 100 || e.status() > 599) {
        add(place, "the status " + e.status(), "100 to 599", "correct the status");
      }
    } else if (expectation instanceof Expectation.Header e) {
      match(place, e.match());
    } else if (expectation instanceof Expectation.Text e) {
      match(place, e.match());
    } else if (expectation instanceof Expectation.JsonValue e) {
      match(place, e.match());
      try {
        Json.checkPath(e.path());
      } catch (JsonException wrong) {
        wrong.problems().forEach(p -> problems.add(p.at(place + ", " + p.place())));
      }
    }
  }

  private void match(String place, Match match) {
    if (match.kind() != Match.Kind.MATCHES) {
      return;
    }
    problems.addAll(regex(place, match.text()));
  }

  /** Returns a problem if a text is not a regular expression. */
  static List<Problem> regex(String place, String text) {
    try {
      Pattern.compile(text);
      return List.of();
    } catch (PatternSyntaxException e) {
      return List.of(new Problem(
          place,
          "the regular expression " + Words.quote(text) + ": " + e.getDescription(),
          "a valid one",
          "correct it"));
    }
  }

  private static boolean isContentType(String written) {
    return HEADER_VALUE.matcher(written).matches() && MediaType.parse(written) != null;
  }

  /** Tells whether a text is a path; names of captured values are a part of one only in a flow. */
  private static boolean isPath(String written, String flow) {
    String path = flow.isEmpty() ? written : FlowSession.NAME.matcher(written).replaceAll("x");
    try {
      return path.startsWith("/") && new URI("http://localhost" + path).getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
