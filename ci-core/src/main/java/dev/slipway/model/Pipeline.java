package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a pipeline: a value that can be printed, compared, planned and simulated before anything runs.
 * Immutable and thread-safe. Two pipelines are equal if they say the same; Java code is compared by identity.
 *
 * @since 0.1
 */
public final class Pipeline {
  private final String name;
  private final Group root;
  private final List<Parameter<?>> parameters;
  private final Map<String, String> variables;
  private final @Nullable Duration timeLimit;
  private final StepGraph graph;

  Pipeline(
      String name,
      Group root,
      Map<String, String> variables,
      @Nullable Duration timeLimit,
      Collected collected) {
    this.name = name;
    this.root = root;
    this.parameters = List.copyOf(collected.parameters);
    this.variables = Map.copyOf(variables);
    this.timeLimit = timeLimit;
    String place = "pipeline '" + name + "'";
    List<Problem> problems = new ArrayList<>();
    collected.problems.forEach(problem -> problems.add(problem.at(place + ", " + problem.place())));
    new DefinitionChecks(place, problems, collected.emptyMatrices).check(this);
    this.graph = new StepGraphBuilder(place, problems).build(root);
    if (!problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
  }

  /**
   * Defines a pipeline. Entries run in the order written.
   *
   * @param name what people call it
   * @param description adds the entries; called once, at once
   * @throws DefinitionException if anything is wrong with it; the exception holds everything that is
   */
  public static Pipeline named(String name, Consumer<PipelineBuilder> description) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    PipelineBuilder builder = new PipelineBuilder();
    description.accept(builder);
    return builder.pipeline(name);
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns its entries as one serial group. */
  public Group root() {
    return root;
  }

  /** Returns the parameters it declares. */
  public List<Parameter<?>> parameters() {
    return parameters;
  }

  /** Returns environment variables for all steps. */
  public Map<String, String> variables() {
    return variables;
  }

  /** Returns the limit for the time of a whole build, if there is one. */
  public Optional<Duration> timeLimit() {
    return Optional.ofNullable(timeLimit);
  }

  /** Returns its steps in the order written. */
  public List<Step> steps() {
    return graph.steps();
  }

  /** Returns the step of this full name, if there is one. */
  public Optional<Step> step(String stepName) {
    int index = graph.indexOf(stepName);
    return index < 0 ? Optional.empty() : Optional.of(graph.steps().get(index));
  }

  /** Returns which step follows which. */
  public StepGraph graph() {
    return graph;
  }

  /**
   * Says what this pipeline would do for one revision: which steps would run, in what order, and which would not and why. Touches
   * no machine.
   *
   * @throws PlanException if the parameters of the context do not fit those of the pipeline; it holds all problems
   */
  public Plan plan(BuildContext context) {
    return Plan.of(this, context);
  }

  Group asGroup() {
    List<Node> nodes = root.within(name, variables).nodes();
    return new Group(
        name, Group.Kind.SERIAL, nodes, root.condition(), root.failFast(), root.maxParallel());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Pipeline that
        && name.equals(that.name)
        && root.equals(that.root)
        && parameters.equals(that.parameters)
        && variables.equals(that.variables)
        && Objects.equals(timeLimit, that.timeLimit);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, root);
  }

  /** Returns the pipeline as an indented tree of names. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("pipeline ").append(name);
    PipelineText.append(text, root, 1);
    return text.toString();
  }
}
