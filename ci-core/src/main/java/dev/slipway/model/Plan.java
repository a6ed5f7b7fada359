package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline would do for one revision. A value: it can be printed and compared, and making it touches no machine.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Plan {
  private final Pipeline pipeline;
  private final BuildContext context;
  private final List<PlannedStep> steps;

  private Plan(Pipeline pipeline, BuildContext context, List<PlannedStep> steps) {
    this.pipeline = pipeline;
    this.context = context;
    this.steps = steps;
  }

  static Plan of(Pipeline pipeline, BuildContext context) {
    List<Problem> problems = new ArrayList<>();
    BuildContext complete =
        context.withParameters(Parameters.complete(pipeline, context, problems));
    if (!problems.isEmpty()) {
      throw new PlanException(problems);
    }
    return new Plan(pipeline, complete, List.of(new Planner(pipeline, complete).steps()));
  }

  /** Returns what was planned. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** Returns for what it was planned; all parameters have values. */
  public BuildContext context() {
    return context;
  }

  /** Returns all steps in the order written. */
  public List<PlannedStep> steps() {
    return steps;
  }

  /**
   * Returns what is planned for a step.
   *
   * @throws IllegalArgumentException if the pipeline has no such step
   */
  public PlannedStep step(String name) {
    int index = pipeline.graph().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "pipeline '" + pipeline.name() + "' has no step '" + name + "'");
    }
    return steps.get(index);
  }

  /** Returns why the step of this number is skipped, if it is. */
  public Optional<Reason> skipped(int step) {
    return steps.get(step).reason();
  }

  /** Returns the steps that run, stage by stage; those of one stage can run together. */
  public List<List<PlannedStep>> stages() {
    List<List<PlannedStep>> stages = new ArrayList<>();
    for (PlannedStep step : steps) {
      while (stages.size() < step.stage()) {
        stages.add(new ArrayList<>());
      }
      if (step.stage() > 0) {
        stages.get(step.stage() - 1).add(step);
      }
    }
    return stages.stream().filter(stage -> !stage.isEmpty()).map(List::copyOf).toList();
  }

  /** Returns the plan as text for people: the stages in order, then what is skipped and why. */
  public String toText() {
    StringBuilder text = new StringBuilder("plan of ").append(pipeline.name());
    text.append(" for ").append(context.revision().shortId());
    if (context.revision().branch() != null) {
      text.append(" on ").append(context.revision().branch());
    }
    int number = 1;
    for (List<PlannedStep> stage : stages()) {
      text.append("\n  ").append(number++).append(". ");
      text.append(String.join(", ", stage.stream().map(PlannedStep::toString).toList()));
    }
    steps.stream()
        .filter(step -> step.state() == PlannedStep.State.SKIP)
        .forEach(step -> text.append("\n  - ").append(step));
    return text.toString();
  }

  /** Returns the plan as one JSON object with the members {@code pipeline}, {@code revision}, {@code branch} and {@code steps}. */
  public String toJson() {
    Map<String, @Nullable Object> plan = new LinkedHashMap<>();
    plan.put("pipeline", pipeline.name());
    plan.put("revision", context.revision().id());
    plan.put("branch", context.revision().branch());
    plan.put("steps", steps.stream().map(Plan::json).toList());
    return Json.pretty(plan);
  }

  private static Map<String, @Nullable Object> json(PlannedStep step) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", step.name());
    json.put("state", step.state().name().toLowerCase(Locale.ROOT));
    json.put("stage", step.stage());
    json.put("reason", step.reason().map(Reason::sentence).orElse(null));
    return json;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Plan that
        && pipeline.equals(that.pipeline)
        && context.equals(that.context)
        && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pipeline, context);
  }

  @Override
  public String toString() {
    return toText();
  }
}
