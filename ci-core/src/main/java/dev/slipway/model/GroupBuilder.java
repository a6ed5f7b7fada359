package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a group of entries. Handed to the lambdas of {@link #serial} and {@link #parallel}; not to be kept. For one
 * thread. Nothing is checked until the whole pipeline is defined.
 *
 * @since 0.1
 */
public sealed class GroupBuilder permits PipelineBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Collected collected;
  private Condition condition = Flow.plain().condition();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private boolean failFast;
  private int maxParallel;

  GroupBuilder(Collected collected) {
    this.collected = collected;
  }

  /** Adds a step that runs commands. */
  public StepRef<Void> step(String name, Consumer<StepBuilder> description) {
    StepBuilder builder = described(name, description);
    nodes.add(builder.build(new Work.Commands(builder.commands())));
    return new StepRef<>(name, Void.class);
  }

  /** Adds a step that runs Java code. */
  public StepRef<Void> call(String name, Call.Plain code) {
    return call(name, code, step -> {});
  }

  /** Adds a step that runs Java code, and says more about it. */
  public StepRef<Void> call(String name, Call.Plain code, Consumer<StepBuilder> description) {
    Objects.requireNonNull(code, "code");
    StepAction<Void> action = context -> {
      code.run(context);
      return null;
    };
    return java(name, Void.class, action, null, description);
  }

  /** Adds a step that runs Java code and has an output. */
  public <T> StepRef<T> call(String name, Class<T> type, StepAction<T> code) {
    return call(name, type, code, step -> {});
  }

  /** Adds a step that runs Java code and has an output, and says more about it. */
  public <T> StepRef<T> call(
      String name, Class<T> type, StepAction<T> code, Consumer<StepBuilder> description) {
    Objects.requireNonNull(type, "type");
    return java(name, type, Objects.requireNonNull(code, "code"), null, description);
  }

  /** Adds a step that runs Java code on the output of another. */
  public <A> StepRef<Void> call(String name, StepRef<A> input, Call.Using<A> code) {
    return call(name, input, code, step -> {});
  }

  /** Adds a step that runs Java code on the output of another, and says more about it. */
  public <A> StepRef<Void> call(
      String name, StepRef<A> input, Call.Using<A> code, Consumer<StepBuilder> description) {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(code, "code");
    StepAction<Void> action = context -> {
      code.run(context, context.input(input));
      return null;
    };
    return java(name, Void.class, action, input, description);
  }

  /** Adds a step that runs Java code on the output of another and has an output itself. */
  public <A, T> StepRef<T> call(
      String name, Class<T> type, StepRef<A> input, Call.Mapping<A, T> code) {
    return call(name, type, input, code, step -> {});
  }

  /** Adds a step that runs Java code on the output of another and has an output itself, and says more about it. */
  public <A, T> StepRef<T> call(
      String name,
      Class<T> type,
      StepRef<A> input,
      Call.Mapping<A, T> code,
      Consumer<StepBuilder> description) {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(code, "code");
    StepAction<T> action = context -> code.run(context, context.input(input));
    return java(name, type, action, input, description);
  }

  /** Adds a step that does a ready-made action, such as a deployment, a smoke test or a class of your own. */
  public <T> StepRef<T> run(String name, StepAction<T> action) {
    return run(name, action, step -> {});
  }

  /** Adds a step that does a ready-made action, and says more about it. */
  @SuppressWarnings("unchecked") // an action says the type of its own output
  public <T> StepRef<T> run(String name, StepAction<T> action, Consumer<StepBuilder> description) {
    Objects.requireNonNull(action, "action");
    return java(name, (Class<T>) action.outputType(), action, null, description);
  }

  /** Adds a group whose entries run one after the other. */
  public GroupRef serial(String name, Consumer<GroupBuilder> description) {
    return group(name, Group.Kind.SERIAL, description);
  }

  /** Adds a group whose entries run in any order, together where there is room. */
  public GroupRef parallel(String name, Consumer<GroupBuilder> description) {
    return group(name, Group.Kind.PARALLEL, description);
  }

  /** Adds a parallel group with one step for each combination of a matrix, named {@code name [axis=value, ...]}. */
  public GroupRef matrix(
      String name, Matrix matrix, BiConsumer<Matrix.Cell, StepBuilder> description) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    List<Matrix.Cell> cells = Objects.requireNonNull(matrix, "matrix").cells();
    matrix.problems("matrix '" + name + "'").forEach(collected.problems::add);
    if (cells.isEmpty()) {
      collected.emptyMatrices.add(name);
      collected.problems.add(new Problem(
          "matrix '" + name + "'",
          "no combination of values",
          "at least one",
          "give each axis a value, or exclude less"));
    }
    GroupBuilder group = new GroupBuilder(collected);
    for (Matrix.Cell cell : cells) {
      group.step(name + " [" + cell + "]", step -> description.accept(cell, step));
    }
    nodes.add(new Group(
        name,
        Group.Kind.PARALLEL,
        group.nodes,
        group.condition,
        matrix.failFast(),
        matrix.maxParallel()));
    return new GroupRef(name);
  }

  /**
   * Adds all of another pipeline as a serial group of its name. Its steps are then called {@code pipeline/step}. Its
   * parameters become parameters of this pipeline, its variables go to its own steps; its time limit does not count.
   */
  public GroupRef include(Pipeline pipeline) {
    nodes.add(Objects.requireNonNull(pipeline, "pipeline").asGroup());
    pipeline.parameters().stream()
        .filter(p -> !collected.parameters.contains(p))
        .forEach(collected.parameters::add);
    return new GroupRef(pipeline.name());
  }

  /**
   * Adds a container beside all steps of the group that have an image, reached by its name. It starts with the first of them that
   * runs, and ends when the group is over.
   */
  public GroupBuilder service(String alias, Service service) {
    services.put(
        Objects.requireNonNull(alias, "alias"), Objects.requireNonNull(service, "service"));
    if (!service.image().step().isEmpty()) {
      collected.problems.add(new Problem(
          "service '" + alias + "' of a group",
          "it runs the image that step '" + service.image().step() + "' makes",
          "an image that is there before the group begins",
          "give the service to the steps that need it"));
    }
    return this;
  }

  /** Makes all entries of the group part of a build only where the condition holds. Several calls must all hold. */
  public GroupBuilder when(Condition newCondition) {
    Objects.requireNonNull(newCondition, "newCondition");
    condition = condition instanceof Condition.Always ? newCondition : condition.and(newCondition);
    return this;
  }

  /** Stops the other steps of the group when one does not go well. Without it they run on, so that all faults are seen. */
  public GroupBuilder failFast() {
    failFast = true;
    return this;
  }

  /** Lets at most so many steps of the group run at once; 0 means no limit of its own. */
  public GroupBuilder atMost(int parallel) {
    maxParallel = parallel;
    return this;
  }

  Group build(String name, Group.Kind kind) {
    return build(name, kind, name);
  }

  Group build(String name, Group.Kind kind, String serviceGroup) {
    List<Node> entries =
        services.isEmpty() ? nodes : Group.beside(nodes, new ServiceGroup(serviceGroup, services));
    return new Group(name, kind, entries, condition, failFast, maxParallel);
  }

  Collected collected() {
    return collected;
  }

  private GroupRef group(String name, Group.Kind kind, Consumer<GroupBuilder> description) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    checkName(name);
    GroupBuilder builder = new GroupBuilder(collected);
    description.accept(builder);
    nodes.add(builder.build(name, kind));
    return new GroupRef(name);
  }

  private void checkName(String name) {
    DefinitionChecks.reservedCharacters("group '" + name + "'", name)
        .ifPresent(collected.problems::add);
  }

  private <T> StepRef<T> java(
      String name,
      Class<T> type,
      StepAction<T> action,
      @Nullable StepRef<?> input,
      Consumer<StepBuilder> description) {
    StepBuilder builder = described(name, description);
    if (input != null) {
      builder.input(input);
    }
    if (!builder.commands().isEmpty()) {
      collected.problems.add(new Problem(
          "step '" + name + "'",
          "commands on a step that runs Java code",
          "one or the other",
          "run them with context.runtime(), or make a step of their own with step(...)"));
    }
    nodes.add(builder.build(new Work.Action(action, type)));
    return new StepRef<>(name, type);
  }

  private StepBuilder described(String name, Consumer<StepBuilder> description) {
    StepBuilder builder = new StepBuilder(Objects.requireNonNull(name, "name"));
    Objects.requireNonNull(description, "description").accept(builder);
    collected.problems.addAll(builder.problems());
    return builder;
  }
}
