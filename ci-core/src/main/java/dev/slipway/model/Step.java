package dev.slipway.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The definition of a step. Made by {@link GroupBuilder}; immutable.
 *
 * @param scope the names of the included pipelines around it, each with a {@code /} behind; empty in the outermost one
 * @param localName its name within its pipeline
 * @param work what it does
 * @param execution where its commands run
 * @param flow when it runs
 * @param retry how often it is tried
 * @param limits how long it may take
 * @param produces the artifacts it declares
 * @param consumes the artifacts it gets into its workspace before it starts
 * @param reuse what it takes from earlier builds
 * @since 0.1
 */
public record Step(
    String scope,
    String localName,
    Work work,
    Execution execution,
    Flow flow,
    Retry retry,
    TimeLimits limits,
    List<Produced> produces,
    List<ArtifactRef> consumes,
    Reuse reuse)
    implements Node {

  /** Makes a step. */
  public Step {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(localName, "localName");
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(execution, "execution");
    Objects.requireNonNull(flow, "flow");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(limits, "limits");
    produces = List.copyOf(produces);
    consumes = List.copyOf(consumes);
    Objects.requireNonNull(reuse, "reuse");
  }

  @Override
  public String name() {
    return scope.isEmpty() ? localName : scope + localName;
  }

  /** Returns the full name of a step or group that this step calls by {@code name}. */
  public String resolve(String name) {
    return scope.isEmpty() ? name : scope + name;
  }

  /** Returns the full names of the steps and groups that must be over before it, for whatever cause. */
  public List<String> allNeeds() {
    if (!scope.isEmpty() || hasDeclaredInputs()) {
      return Stream.of(
              flow.needs().stream(),
              flow.inputs().stream().map(StepRef::name),
              consumes.stream().map(ArtifactRef::step),
              actionInputs())
          .flatMap(names -> names)
          .distinct()
          .map(this::resolve)
          .toList();
    }
    return flow.needs();
  }

  /** Returns a copy inside one more included pipeline, with that pipeline's variables where it has none of its own. */
  Step within(String name, Map<String, String> variables) {
    Execution moved = execution.withDefaults(variables).within(name);
    return new Step(
        name + "/" + scope, localName, work, moved, flow, retry, limits, produces, consumes, reuse);
  }

  /** Returns a copy in a group with these services. */
  Step beside(ServiceGroup group) {
    Execution joined = execution.beside(group);
    return new Step(scope, localName, work, joined, flow, retry, limits, produces, consumes, reuse);
  }

  private boolean hasDeclaredInputs() {
    return !flow.inputs().isEmpty() || !consumes.isEmpty() || work instanceof Work.Action;
  }

  private Stream<String> actionInputs() {
    if (work instanceof Work.Action action) {
      return Stream.concat(
          action.action().inputs().stream().map(StepRef::name),
          action.action().artifacts().stream().map(ArtifactRef::step));
    }
    return Stream.empty();
  }
}
