package dev.slipway.diagnostic;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The root of the exceptions that Slipway throws. Subclasses are named for what could not be done. Each carries at least
 * one {@link Problem}, and its message is made of them.
 *
 * @since 0.1
 */
public class SlipwayException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /** Makes an exception for one problem. */
  public SlipwayException(Problem problem) {
    this(List.of(problem), null);
  }

  /** Makes an exception for one problem and what caused it. */
  public SlipwayException(Problem problem, @Nullable Throwable cause) {
    this(List.of(problem), cause);
  }

  /**
   * Makes an exception for several problems found together.
   *
   * @throws IllegalArgumentException if there is no problem
   */
  public SlipwayException(List<Problem> problems, @Nullable Throwable cause) {
    super(render(problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** Returns what is wrong; never empty on a fresh exception, empty on one that went through Java serialization. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }

  private static String render(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception needs at least one problem");
    }
    if (problems.size() == 1) {
      return problems.get(0).toString();
    }
    return problems.stream()
        .map(p -> "  - " + p)
        .collect(Collectors.joining("\n", problems.size() + " problems:\n", ""));
  }
}
