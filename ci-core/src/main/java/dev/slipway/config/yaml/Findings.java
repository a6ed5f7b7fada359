package dev.slipway.config.yaml;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Gathers what is wrong with files, so that all of it can be told together. For one thread. Not API for users.
 *
 * @since 0.1
 */
public final class Findings {
  private final List<Finding> problems = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  /** Makes an empty collection. */
  public Findings() {}

  /** Adds a mistake. */
  public void problem(Position at, String found, String expected, String remedy) {
    problems.add(new Finding(at, new Problem(at.toString(), found, expected, remedy)));
  }

  /** Adds something that is accepted, and that somebody should look at. */
  public void warning(Position at, String found, String expected, String remedy) {
    warnings.add(new Finding(at, new Problem(at.toString(), found, expected, remedy)));
  }

  /** Adds a mistake that was found elsewhere, at a place in a file; the place it had is told with what was found. */
  public void problem(Position at, Problem other) {
    problem(at, other.place() + ": " + other.found(), other.expected(), other.remedy());
  }

  /** Returns the mistakes in the order of their places. */
  public List<Problem> problems() {
    return inOrder(problems);
  }

  /** Returns the warnings in the order of their places. */
  public List<Problem> warnings() {
    return inOrder(warnings);
  }

  /** Returns how many mistakes were added. */
  public int count() {
    return problems.size();
  }

  /** Returns whether there is a mistake. */
  public boolean hasProblems() {
    return !problems.isEmpty();
  }

  private static List<Problem> inOrder(List<Finding> findings) {
    return findings.stream()
        .sorted(Comparator.comparing(Finding::at))
        .map(Finding::problem)
        .distinct()
        .toList();
  }

  private record Finding(Position at, Problem problem) {}
}
