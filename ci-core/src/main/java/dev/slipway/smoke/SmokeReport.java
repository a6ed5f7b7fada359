package dev.slipway.smoke;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a smoke test came to, with every attempt of every check. Immutable.
 *
 * @param name the name of the smoke test
 * @param address the address it ran against
 * @param startedAt when it started
 * @param took how long it took
 * @param attempts all attempts in the order they were made; those of one check follow each other
 * @since 0.1
 */
public record SmokeReport(
    String name, String address, Instant startedAt, Duration took, List<Attempt> attempts) {

  /**
   * Makes a report.
   *
   * @throws NullPointerException if a part is null
   */
  public SmokeReport {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(took, "took");
    attempts = List.copyOf(attempts);
  }

  /** Returns whether the last attempt of every check was as expected. */
  public boolean passed() {
    return failures().isEmpty();
  }

  /** Returns the last attempt of every check that did not pass. */
  public List<Attempt> failures() {
    return last().values().stream().filter(a -> !a.passed()).toList();
  }

  /** Returns the report in one sentence, such as {@code smoke test 'shop' failed against http://...: GET /: ...}. */
  public String sentence() {
    List<Attempt> failures = failures();
    String head = "smoke test '" + name + "' ";
    if (failures.isEmpty()) {
      int checks = last().size();
      return head + "passed against " + address + ": " + checks
          + (checks == 1 ? " check" : " checks");
    }
    return failures.stream()
        .map(a -> a.check() + ": " + a.finding().sentence() + times(a))
        .collect(Collectors.joining("; ", head + "failed against " + address + ": ", ""));
  }

  private static String times(Attempt attempt) {
    return attempt.number() == 1 ? "" : " (after " + attempt.number() + " attempts)";
  }

  private Map<String, Attempt> last() {
    Map<String, Attempt> last = new LinkedHashMap<>();
    attempts.forEach(a -> last.put(a.check(), a));
    return last;
  }

  /**
   * One request and what came of it.
   *
   * @param check the name of the check, such as {@code GET /}
   * @param number which attempt of the check this is, from 1
   * @param at when the request was sent
   * @param took how long it took until the answer was complete or given up
   * @param status the HTTP status, or 0 if there was no answer
   * @param shape of what kind the answer was: its status, its media type, and the fields of a JSON document, such as {@code 200
   *     application/json {id, name}}; empty if there was no answer
   * @param finding what it came to
   */
  public record Attempt(
      String check,
      int number,
      Instant at,
      Duration took,
      int status,
      String shape,
      Finding finding) {

    /**
     * Makes an attempt.
     *
     * @throws NullPointerException if a part is null
     */
    public Attempt {
      Objects.requireNonNull(check, "check");
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(took, "took");
      Objects.requireNonNull(shape, "shape");
      Objects.requireNonNull(finding, "finding");
    }

    /** Returns whether the answer was as expected. */
    public boolean passed() {
      return finding instanceof Finding.AsExpected;
    }

    /** Returns the attempt as a line of a log. */
    @Override
    public String toString() {
      return check + " (attempt " + number + "): " + (status == 0 ? "" : "status " + status + ", ")
          + finding.sentence() + ", " + Words.duration(took);
    }
  }
}
