package dev.slipway.smoke;

import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.smoke.Check.Expectation;
import dev.slipway.smoke.Finding.Mismatch;
import dev.slipway.time.Time;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares an answer with what was expected. */
final class Judge {
  /** What a proxy says of what is behind it (RFC 9110, sections 15.6.3 to 15.6.5). */
  private static final Set<Integer> PROXY = Set.of(502, 503, 504);

  private final Time time;

  Judge(Time time) {
    this.time = time;
  }

  Finding judge(Check.Request check, Answer answer, FlowSession session) {
    List<Mismatch> mismatches = new ArrayList<>();
    for (Expectation expectation : check.expectations()) {
      judge(expectation, answer).ifPresent(mismatches::add);
    }
    mismatches.addAll(session.capture(check, answer));
    if (mismatches.isEmpty()) {
      return new Finding.AsExpected();
    }
    return PROXY.contains(answer.status())
        ? new Finding.NotBehindProxy(answer.status(), mismatches)
        : new Finding.WrongAnswer(mismatches);
  }

  private Optional<Mismatch> judge(Expectation expectation, Answer answer) {
    if (expectation instanceof Expectation.Status e) {
      return e.status() == answer.status()
          ? Optional.empty()
          : Optional.of(new Mismatch("status", "" + e.status(), "" + answer.status()));
    }
    if (expectation instanceof Expectation.Header e) {
      return header(e, answer.header(e.name()));
    }
    if (expectation instanceof Expectation.Text e) {
      return Matching.holds(e.match(), answer.body(), time)
          ? Optional.empty()
          : Optional.of(new Mismatch("body", "it " + e.match(), body(answer)));
    }
    if (expectation instanceof Expectation.JsonValue e) {
      return json(e, answer);
    }
    if (expectation instanceof Expectation.CertificateLasts e) {
      return certificate(e, answer.certificateUntil());
    }
    throw new AssertionError(expectation);
  }

  private Optional<Mismatch> certificate(
      Expectation.CertificateLasts expected, @Nullable Instant until) {
    boolean lasts = until != null && !until.isBefore(time.now().plus(expected.least()));
    return lasts
        ? Optional.empty()
        : Optional.of(new Mismatch(
            "certificate",
            "that it lasts " + expected.least().toDays() + " days more",
            until == null ? "no TLS" : "that it ends at " + until));
  }

  private Optional<Mismatch> header(Expectation.Header expected, List<String> values) {
    if (values.stream().anyMatch(v -> Matching.holds(expected.match(), v, time))) {
      return Optional.empty();
    }
    String found = values.isEmpty() ? "no such header" : Words.quote(String.join(", ", values));
    return Optional.of(new Mismatch("header " + expected.name(), "it " + expected.match(), found));
  }

  private Optional<Mismatch> json(Expectation.JsonValue expected, Answer answer) {
    String what = "JSON value " + expected.path();
    String wanted = "it " + expected.match();
    if (answer.cut()) {
      return Optional.of(new Mismatch(what, wanted, body(answer)));
    }
    try {
      Optional<String> value = Json.at(answer.body(), expected.path()).map(Judge::text);
      if (value.isPresent() && Matching.holds(expected.match(), value.get(), time)) {
        return Optional.empty();
      }
      return Optional.of(new Mismatch(what, wanted, value.map(Words::quote).orElse("nothing")));
    } catch (JsonException notJson) {
      return Optional.of(new Mismatch(what, wanted, "no JSON: " + body(answer)));
    }
  }

  private static String text(Object value) {
    return value instanceof String text ? text : Json.write(value);
  }

  private static String body(Answer answer) {
    return answer.cut()
        ? "a body longer than " + Answer.MOST_BYTES + " bytes, of which no more was read"
        : Words.quote(answer.body());
  }
}
