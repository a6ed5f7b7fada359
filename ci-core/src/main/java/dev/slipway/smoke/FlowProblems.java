package dev.slipway.smoke;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what is wrong with flows: values that are captured in vain, or used and never captured. */
final class FlowProblems {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final List<Problem> problems = new ArrayList<>();
  private final String test;

  private FlowProblems(String test) {
    this.test = test;
  }

  static List<Problem> of(String test, List<Check> checks) {
    FlowProblems found = new FlowProblems(test);
    Set<String> known = new HashSet<>();
    String flow = "";
    for (Check check : checks) {
      if (!check.flow().equals(flow)) {
        known.clear();
        flow = check.flow();
      }
      if (check instanceof Check.Request request) {
        found.check(request, known);
      }
    }
    return found.problems;
  }

  private void check(Check.Request check, Set<String> known) {
    String place = test + ", " + check.name();
    if (check.flow().isEmpty()) {
      if (!check.captures().isEmpty()) {
        add(
            place,
            "a captured value outside of a flow",
            "a flow that uses it",
            "put it into a flow");
      }
      return;
    }
    names(check)
        .filter(name -> !known.contains(name))
        .distinct()
        .forEach(name -> add(
            place,
            "the value {{" + name + "}}, which no earlier request of the flow captures",
            known.isEmpty()
                ? "a value that is captured"
                : "one of " + known.stream().sorted().toList(),
            "capture it first"));
    check.captures().forEach((name, capture) -> {
      capture(place, name, capture);
      known.add(name);
    });
  }

  private void capture(String place, String name, Capture capture) {
    if (!NAME.matcher(name).matches()) {
      add(place, "the captured value '" + name + "'", "letters, digits and _", "correct its name");
    }
    if (capture.from() == Capture.From.BODY) {
      problems.addAll(SmokeProblems.regex(place, capture.what()));
    } else if (capture.from() == Capture.From.JSON) {
      try {
        Json.checkPath(capture.what());
      } catch (JsonException wrong) {
        wrong.problems().forEach(p -> problems.add(p.at(place + ", " + p.place())));
      }
    }
  }

  private static Stream<String> names(Check.Request check) {
    Stream<String> body = check.body() == null
        ? Stream.of()
        : Stream.concat(Stream.of(check.body().text()), check.body().form().values().stream());
    return Stream.of(Stream.of(check.path()), check.headers().values().stream(), body)
        .flatMap(texts -> texts)
        .flatMap(text -> FlowSession.NAME.matcher(text).results())
        .map((MatchResult found) -> found.group(1));
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
