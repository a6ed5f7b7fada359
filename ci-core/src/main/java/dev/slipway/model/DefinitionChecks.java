package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the entries of a pipeline, apart from the graph they form. */
final class DefinitionChecks {
  private static final Set<Class<?>> PARAMETER_TYPES =
      Set.of(String.class, Integer.class, Long.class, Double.class, Boolean.class);

  private final String pipeline;
  private final List<Problem> problems;
  private final Set<String> emptyMatrices;
  private final ConditionChecks conditions;
  private final FlowChecks flow;
  private final ContainerChecks containers;
  private final LayoutChecks layout;
  private final ReuseChecks reuse;
  private final Map<String, Step> steps = new HashMap<>();

  DefinitionChecks(String pipeline, List<Problem> problems, Set<String> emptyMatrices) {
    this.pipeline = pipeline;
    this.problems = problems;
    this.emptyMatrices = emptyMatrices;
    this.conditions = new ConditionChecks(problems);
    this.flow = new FlowChecks(problems);
    this.containers = new ContainerChecks(problems);
    this.layout = new LayoutChecks(problems);
    this.reuse = new ReuseChecks(problems);
  }

  void check(Pipeline definition) {
    name(pipeline, definition.name());
    parameters(definition.parameters());
    variables(pipeline, definition.variables());
    positive(pipeline, "time limit of the build", definition.timeLimit().orElse(null));
    remember(definition.root());
    group(definition.root(), pipeline);
  }

  private void remember(Group group) {
    for (Node node : group.nodes()) {
      if (node instanceof Group inner) {
        remember(inner);
      } else {
        steps.putIfAbsent(node.name(), (Step) node);
      }
    }
  }

  private void group(Group group, String place) {
    conditions.check(place, group.condition());
    if (group.nodes().isEmpty() && !emptyMatrices.contains(group.name())) {
      add(place, "it has no steps", "at least one", "add a step, or leave the group out");
    }
    if (group.maxParallel() < 0) {
      add(
          place,
          "at most " + group.maxParallel() + " steps at once",
          "1 or more",
          "correct the number");
    }
    for (Node node : group.nodes()) {
      if (node instanceof Group inner) {
        String at = pipeline + ", group '" + inner.name() + "'";
        notBlank(at, "name", inner.name().substring(inner.name().lastIndexOf('/') + 1));
        group(inner, at);
      } else {
        step((Step) node);
      }
    }
  }

  private void step(Step step) {
    String place = pipeline + ", step '" + step.name() + "'";
    name(place, step.localName());
    work(place, step);
    conditions.check(place, step.flow().condition());
    execution(place, step.execution());
    layout.commands(place, step);
    flow.check(place, step);
    reuse.check(place, step);
    positive(place, "time limit", step.limits().step());
    positive(place, "time limit of an attempt", step.limits().attempt());
    positive(place, "limit on silence", step.limits().silence());
    step.flow().locks().forEach(lock -> notBlank(place, "name of a lock", lock));
    artifacts(place, step);
    step.flow().inputs().forEach(input -> output(place, step, input));
  }

  private void work(String place, Step step) {
    if (step.work() instanceof Work.Commands commands) {
      if (commands.commands().isEmpty()) {
        add(place, "no command", "at least one", "add one with sh(...) or exec(...)");
      }
      commands
          .commands()
          .forEach(command -> notBlank(place, "command", String.join(" ", command.argv())));
    } else {
      StepAction<?> action = ((Work.Action) step.work()).action();
      action
          .problems()
          .forEach(problem -> problems.add(problem.at(place + ", " + problem.place())));
      action.inputs().forEach(input -> output(place, step, input));
      action.artifacts().forEach(artifact -> artifact(place, step, artifact));
      action.secrets().forEach(secret -> notBlank(place, "name of a secret", secret));
    }
  }

  private void execution(String place, Execution execution) {
    containers.check(place, execution);
    if (execution.directory().startsWith("/")
        || List.of(execution.directory().split("/", -1)).contains("..")) {
      add(
          place,
          "directory '" + execution.directory() + "'",
          "a path within the workspace",
          "leave out / and ..");
    }
    variables(place, execution.variables());
    variables(place, execution.secrets());
    execution.secrets().values().forEach(secret -> notBlank(place, "name of a secret", secret));
  }

  private void artifacts(String place, Step step) {
    Set<String> names = new HashSet<>();
    for (Produced produced : step.produces()) {
      notBlank(place, "name of an artifact", produced.name());
      notBlank(place, "path of artifact '" + produced.name() + "'", produced.glob());
      if (!names.add(produced.name())) {
        add(
            place,
            "artifact '" + produced.name() + "' is declared twice",
            "one of a name",
            "rename one of them");
      }
      if (produced.glob().startsWith("/")
          || List.of(produced.glob().split("/", -1)).contains("..")) {
        add(
            place,
            "artifact path '" + produced.glob() + "'",
            "a path within the workspace",
            "leave out / and ..");
      } else if (!Globs.isValid(produced.glob())) {
        add(
            place,
            "artifact path '" + produced.glob() + "'",
            "a path or a glob pattern",
            "close its brackets and braces, or put a backslash before them");
      }
    }
    step.consumes().forEach(artifact -> artifact(place, step, artifact));
  }

  private void artifact(String place, Step user, ArtifactRef ref) {
    Step producer = steps.get(user.resolve(ref.step()));
    if (producer != null
        && producer.produces().stream().noneMatch(p -> p.name().equals(ref.name()))) {
      List<String> names = producer.produces().stream().map(Produced::name).toList();
      String expected =
          names.isEmpty() ? "a step that produces artifacts" : "one of " + Texts.names(names);
      add(
          place,
          "it uses " + ref + ", which that step does not declare",
          expected,
          "declare it with produces(...)");
    }
  }

  private void output(String place, Step user, StepRef<?> ref) {
    Step producer = steps.get(user.resolve(ref.name()));
    if (producer == null) {
      return; // the graph reports it as a need that is not known
    }
    Class<?> type = producer.work().outputType();
    if (type == Void.class) {
      add(
          place,
          "it uses the output of '" + ref.name() + "', which has none",
          "a step with an output",
          "return one");
    } else if (!ref.type().isAssignableFrom(type)) {
      String found =
          "it uses the output of '" + ref.name() + "' as " + ref.type().getSimpleName();
      add(place, found, type.getSimpleName(), "correct the type of the reference");
    }
  }

  private void parameters(List<Parameter<?>> parameters) {
    Set<String> names = new HashSet<>();
    for (Parameter<?> parameter : parameters) {
      String place = pipeline + ", parameter '" + parameter.name() + "'";
      notBlank(place, "name", parameter.name());
      if (!names.add(parameter.name())) {
        add(place, "it is declared twice", "one of a name", "rename one of them");
      }
      if (!PARAMETER_TYPES.contains(parameter.type()) && !parameter.type().isEnum()) {
        String expected = "String, Integer, Long, Double, Boolean or an enum";
        add(
            place,
            "type " + parameter.type().getSimpleName(),
            expected,
            "take one of these and convert it in a step");
      }
    }
  }

  private void variables(String place, Map<String, String> variables) {
    for (String variable : variables.keySet()) {
      if (variable.isBlank() || variable.indexOf('=') >= 0 || variable.indexOf('\0') >= 0) {
        add(
            place,
            "environment variable '" + variable + "'",
            "a name without '='",
            "correct the name");
      }
    }
  }

  private void name(String place, String name) {
    notBlank(place, "name", name);
    reservedCharacters(place, name).ifPresent(problems::add);
  }

  /** Finds what no name of a pipeline, group or step may have in it; the names of included ones are put together with '/'. */
  static Optional<Problem> reservedCharacters(String place, String name) {
    return name.indexOf('/') >= 0 || name.chars().anyMatch(Character::isISOControl)
        ? Optional.of(new Problem(
            place,
            "the name '" + name + "'",
            "a name without '/' and control characters",
            "rename it"))
        : Optional.empty();
  }

  private void notBlank(String place, String what, String text) {
    if (text.isBlank()) {
      add(place, "a blank " + what, "a text", "fill it in");
    }
  }

  private void positive(String place, String what, @Nullable Duration duration) {
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      add(
          place,
          "a " + what + " of " + Texts.duration(duration),
          "longer than zero",
          "set one, or leave it out for no limit");
    }
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
