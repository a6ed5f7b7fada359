package dev.slipway.config.codeship;

import dev.slipway.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which steps of a project run for a branch or a tag, and why others do not. Immutable.
 *
 * @param branch the name that steps are chosen by as templates see it: that of the branch or, where there is none, of the tag;
 *     empty for neither
 * @param warnings what was accepted in the files and should be looked at, each with file, line and column
 * @param tree the steps, in the order of the file
 * @since 0.1
 */
public record CodeshipPlan(String branch, List<String> warnings, List<Node> tree) {

  /**
   * Makes a plan.
   *
   * @throws NullPointerException if a part is null
   */
  public CodeshipPlan {
    Objects.requireNonNull(branch, "branch");
    warnings = List.copyOf(warnings);
    tree = List.copyOf(tree);
  }

  /**
   * A step in a plan.
   *
   * @param step the step
   * @param skipped why it does not run, or null if it does
   * @param imageTag the tag of a push, with the variables filled in that are known; else null
   * @param steps the steps of a group
   */
  public record Node(
      CodeshipStep step, @Nullable String skipped, @Nullable String imageTag, List<Node> steps) {
    /** Makes a node. */
    public Node {
      Objects.requireNonNull(step, "step");
      steps = List.copyOf(steps);
    }

    /** Returns whether it runs. */
    public boolean runs() {
      return skipped == null;
    }

    /** Returns {@code run}, {@code push}, {@code serial}, {@code parallel} or {@code manual}. */
    public String type() {
      if (step instanceof CodeshipStep.Group group) {
        return group.kind().name().toLowerCase(Locale.ROOT);
      }
      return step instanceof CodeshipStep.Push ? "push" : "run";
    }
  }

  /** Returns the plan as one JSON object with the members {@code branch}, {@code warnings} and {@code tree}, for programs. */
  public String toJson() {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("branch", branch);
    plan.put("warnings", warnings);
    plan.put("tree", tree.stream().map(CodeshipPlan::json).toList());
    return Json.pretty(plan);
  }

  private static Map<String, @Nullable Object> json(Node node) {
    CodeshipStep step = node.step();
    CodeshipStep.Push push = step instanceof CodeshipStep.Push p ? p : null;
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", node.type());
    json.put("name", step.common().name());
    json.put("state", node.runs() ? "run" : "skipped");
    json.put("reason", node.skipped());
    json.put("service", step.service());
    json.put("command", step instanceof CodeshipStep.Run run ? run.command() : null);
    json.put("image", push == null ? null : push.image());
    json.put("imageTag", node.imageTag());
    json.put("registry", push == null ? null : push.registry());
    json.put("steps", node.steps().stream().map(CodeshipPlan::json).toList());
    return json;
  }

  /** Returns the plan for people, a line for each step. */
  public String toText() {
    StringBuilder out = new StringBuilder();
    out.append(branch.isEmpty() ? "no branch" : "branch " + branch).append('\n');
    tree.forEach(node -> text(node, "  ", out));
    return out.toString();
  }

  private static void text(Node node, String indent, StringBuilder out) {
    CodeshipStep step = node.step();
    String name = step.common().name();
    out.append(indent).append(node.type());
    out.append(step.service() == null ? "" : " [" + step.service() + "]");
    out.append(name == null ? "" : " '" + name + "'");
    if (step instanceof CodeshipStep.Run run) {
      out.append(": ").append(CommandText.of(run.command()));
    } else if (step instanceof CodeshipStep.Push push) {
      out.append(": ").append(push.image()).append(':').append(node.imageTag());
    }
    out.append(node.runs() ? "" : " (skipped: " + node.skipped() + ")").append('\n');
    node.steps().forEach(inner -> text(inner, indent + "  ", out));
  }
}
