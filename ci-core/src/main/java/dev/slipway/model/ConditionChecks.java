package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.pattern.LinearPattern;
import java.util.List;

/** Finds what is wrong with conditions, and with those they are made of. */
final class ConditionChecks {
  private final List<Problem> problems;

  ConditionChecks(List<Problem> problems) {
    this.problems = problems;
  }

  void check(String place, Condition condition) {
    if (condition instanceof Condition.OnBranch branch) {
      glob(place, branch.glob());
    } else if (condition instanceof Condition.OnTag tag) {
      glob(place, tag.glob());
    } else if (condition instanceof Condition.OnPaths paths) {
      paths.globs().forEach(glob -> glob(place, glob));
    } else if (condition instanceof Condition.OnRef ref) {
      expression(place, ref.expression());
    } else if (condition instanceof Condition.OnMessage message) {
      expression(place, message.expression());
    } else if (condition instanceof Condition.And and) {
      and.all().forEach(part -> check(place, part));
    } else if (condition instanceof Condition.Or or) {
      or.any().forEach(part -> check(place, part));
    } else if (condition instanceof Condition.Not not) {
      check(place, not.condition());
    }
  }

  private void glob(String place, String glob) {
    if (!Globs.isValid(glob)) {
      problems.add(new Problem(
          place,
          "pattern '" + glob + "' of a condition",
          "a glob pattern",
          "close its brackets and braces"));
    }
  }

  private void expression(String place, String expression) {
    LinearPattern.problem(expression)
        .ifPresent(why -> problems.add(new Problem(
            place,
            "expression '" + expression + "' of a condition: " + why,
            "a regular expression of RE2",
            "correct it; there is no look-ahead and no back reference")));
  }
}
