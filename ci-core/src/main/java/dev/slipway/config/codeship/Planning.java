package dev.slipway.config.codeship;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipPlan.Node;
import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the steps of a build by the name of its branch or tag. */
final class Planning {
  private final String name;
  private final CodeshipBuild build;
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable CodeshipStep manual;

  /**
   * Makes it.
   *
   * @param name what {@code tag} and {@code exclude} are compared with; empty for nothing
   * @param build what is known of the build
   */
  Planning(String name, CodeshipBuild build) {
    this.name = name;
    this.build = build;
  }

  List<Node> plan(List<CodeshipStep> steps) {
    List<Node> tree = nodes(steps, null);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return tree;
  }

  private List<Node> nodes(List<CodeshipStep> steps, @Nullable String groupSkipped) {
    List<Node> nodes = new ArrayList<>();
    for (CodeshipStep step : steps) {
      nodes.add(node(step, groupSkipped));
    }
    return nodes;
  }

  private Node node(CodeshipStep step, @Nullable String groupSkipped) {
    String skipped = groupSkipped == null ? step.common().skipped(name).orElse(null) : groupSkipped;
    if (skipped == null) {
      nothingAfterManual(step);
    }
    if (!(step instanceof Group group)) {
      return new Node(step, skipped, step instanceof Push push ? build.tag(push) : null, List.of());
    }
    String inner =
        skipped == null || groupSkipped != null ? skipped : "its group is skipped: " + skipped;
    CodeshipStep before = manual;
    List<Node> steps = nodes(group.steps(), inner);
    if (skipped == null && before == null && group.kind() == Kind.MANUAL) {
      manual = group;
    }
    return new Node(step, skipped, null, steps);
  }

  /** The same build runs again after the approval, so there can be one, and nothing may follow it. */
  private void nothingAfterManual(CodeshipStep step) {
    if (manual != null) {
      boolean second = step instanceof Group group && group.kind() == Kind.MANUAL;
      problems.add(new Problem(
          step.common().place(),
          (second
                  ? "a second manual group"
                  : "a step after the manual group at " + manual.common().place())
              + (name.isEmpty() ? "" : " for '" + name + "'"),
          "one manual group, as the last step",
          "move the step into the manual group or before it, or limit both to different branches"));
    }
  }
}
