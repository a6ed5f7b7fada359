package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what is wrong with the limits and the retries of steps. For one pipeline. */
final class FlowChecks {
  private static final List<Outcome> FINAL =
      List.of(Outcome.SUCCEEDED, Outcome.SKIPPED, Outcome.CANCELLED);

  private final List<Problem> problems;
  private final Map<String, Integer> limits = new HashMap<>();

  FlowChecks(List<Problem> problems) {
    this.problems = problems;
  }

  void check(String place, Step step) {
    retry(place, step.retry());
    step.flow().limits().forEach((limit, atMost) -> limit(place, limit, atMost));
  }

  private void limit(String place, String limit, int atMost) {
    if (atMost < 1) {
      add(place, "limit '" + limit + "' of " + atMost, "1 or more", "correct the number");
      return;
    }
    Integer other = limits.putIfAbsent(limit, atMost);
    if (other != null && other != atMost) {
      add(
          place,
          "limit '" + limit + "' of " + atMost + ", which is " + other + " at another step",
          "one number for all steps that name a limit",
          "give them the same number, or rename one of the limits");
    }
  }

  private void retry(String place, Retry retry) {
    if (retry.attempts() < 1) {
      add(place, retry.attempts() + " attempts", "1 or more", "correct the number");
    }
    if (retry.first().isNegative() || retry.longest().compareTo(retry.first()) < 0) {
      String found =
          "delays from " + Texts.duration(retry.first()) + " to " + Texts.duration(retry.longest());
      add(
          place,
          found,
          "a first delay of zero or more and a longest one not below it",
          "correct the delays");
    }
    if (!(retry.jitter() >= 0 && retry.jitter() <= 1)) {
      add(place, "a jitter of " + retry.jitter(), "0 to 1", "correct the number");
    }
    for (Outcome outcome : FINAL) {
      if (retry.on().contains(outcome)) {
        add(
            place,
            "a retry after outcome " + outcome,
            "FAILED, ERRORED or TIMED_OUT",
            "leave it out; no other outcome is tried again");
      }
    }
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
