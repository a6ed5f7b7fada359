package dev.slipway.config;

import static dev.slipway.config.Amounts.duration;
import static dev.slipway.config.ContainerShapes.plainOrNot;
import static dev.slipway.config.ContainerShapes.some;
import static dev.slipway.config.Key.flag;
import static dev.slipway.config.Shapes.integer;
import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.mapOf;
import static dev.slipway.config.Shapes.text;
import static dev.slipway.config.Shapes.words;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.model.Cache;
import dev.slipway.model.Command;
import dev.slipway.model.Condition;
import dev.slipway.model.Produced;
import dev.slipway.model.Retry;
import dev.slipway.model.Step;
import dev.slipway.model.StepBuilder;
import dev.slipway.model.Trigger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys that all kinds of steps have. */
final class StepShapes {
  private static final Shape<Command, Command> COMMAND = new Tagged<Command>(
          "a command", "A command of a step.")
      .key("sh", "A shell script.", text(), Command::sh, StepShapes::script)
      .key(
          "exec",
          "A program and its arguments, with no shell in between.",
          words(),
          Command::new,
          Command::argv);

  /** What a step of commands runs. */
  static final List<Key<StepBuilder, Step, ?, ?>> COMMANDS = List.of(
      Key.elements(
          "sh",
          "A shell script, or several.",
          text(),
          StepBuilder::sh,
          step -> Commands.of(step).scripts()),
      Key.of(
          "exec",
          "A program and its arguments, with no shell in between.",
          words(),
          StepShapes::exec,
          step -> Commands.of(step).alone()),
      Key.elements(
          "commands",
          "Scripts and programs, in this order.",
          COMMAND,
          (s, command) -> exec(s, command.argv()),
          step -> Commands.of(step).mixed()));

  /** What all steps may say. The inputs come first, as those that images add by themselves come after them. */
  static final List<Key<StepBuilder, Step, ?, ?>> COMMON = List.of(
      Key.of(
          "input",
          "Steps whose outputs it uses; it starts after them.",
          new InputShape(),
          (s, refs) -> {
            refs.forEach(ref -> s.input(ref.get()));
            return s;
          },
          InputShape::explicit),
      Key.of(
          "image",
          "The container image in which its commands run; without it, this machine.",
          ImageShape.IMAGE,
          StepBuilder::image,
          step -> step.execution().image()),
      Key.of(
          "directory",
          "The working directory, from the root of the workspace.",
          text(),
          StepBuilder::directory,
          step -> some(step.execution().directory())),
      Key.entries(
          "env",
          "Environment variables.",
          text(),
          StepBuilder::env,
          step -> some(new TreeMap<>(step.execution().variables()))),
      Key.of(
          "secret",
          "Secrets: their names, or the variables that get them with their names.",
          new SecretsShape(),
          (s, secrets) -> {
            secrets.forEach(s::secret);
            return s;
          },
          step -> some(new TreeMap<>(step.execution().secrets()))),
      Key.of(
          "container",
          "What its container may use and do.",
          ContainerShapes.CONTAINER,
          (s, options) -> s.container(c -> options),
          step -> plainOrNot(step.execution().container())),
      Key.entries(
          "service",
          "Containers beside the step, by their names.",
          ContainerShapes.SERVICE,
          StepBuilder::service,
          step -> some(step.execution().services())),
      Key.elements(
          "needs",
          "Steps and groups that must be over first.",
          text(),
          (s, name) -> s.needs(name),
          step -> some(step.flow().needs())),
      Key.of(
          "when",
          "Whether it is part of a build.",
          ConditionShape.shape(),
          StepBuilder::when,
          step -> unlessAlways(step.flow().condition())),
      flag(
          "always",
          "It runs also after a failure and after a cancellation.",
          StepBuilder::always,
          step -> step.flow().trigger() == Trigger.ALWAYS),
      flag(
          "onFailure",
          "It runs only after something before it did not go well.",
          StepBuilder::onFailure,
          step -> step.flow().trigger() == Trigger.ON_FAILURE),
      flag(
          "mayFail",
          "The build goes on when it does not go well.",
          StepBuilder::mayFail,
          step -> step.flow().mayFail()),
      Key.elements(
          "lock",
          "Locks that it holds while it runs.",
          text(),
          StepBuilder::lock,
          step -> some(step.flow().locks())),
      Key.entries(
          "limit",
          "How many steps of all builds may run at once that name a limit.",
          integer(),
          StepBuilder::limit,
          step -> some(new TreeMap<>(step.flow().limits()))),
      Key.of(
          "retry",
          "How often it is tried in all, or more about it.",
          RetryShape.RETRY,
          StepBuilder::retry,
          step -> step.retry().equals(Retry.none()) ? null : step.retry()),
      Key.of(
          "timeLimit",
          "The most time for all attempts and the delays between them.",
          duration(),
          StepBuilder::timeLimit,
          step -> step.limits().step()),
      Key.of(
          "attemptLimit",
          "The most time for each attempt.",
          duration(),
          StepBuilder::attemptLimit,
          step -> step.limits().attempt()),
      Key.of(
          "silenceLimit",
          "The most time without any output.",
          duration(),
          StepBuilder::silenceLimit,
          step -> step.limits().silence()),
      Key.entries(
          "produces",
          "Files that it produces, by the names of artifacts.",
          text(),
          StepBuilder::produces,
          step -> some(produced(step))),
      Key.elements(
          "consumes",
          "Artifacts that lie in the workspace when it starts.",
          FileShapes.ARTIFACT,
          StepBuilder::consumes,
          step -> some(step.consumes())),
      Key.entries(
          "cache",
          "Directories that are kept between builds, by names.",
          FileShapes.CACHE,
          (s, name, cache) -> s.cache(new Cache(name, cache.path(), cache.keyedBy())),
          step -> some(caches(step))),
      Key.elements(
          "inputs",
          "All files that its result depends on; while none has changed, it is not run again.",
          text(),
          (s, file) -> s.inputs(file),
          step -> some(step.reuse().inputs())));

  private StepShapes() {}

  static @Nullable Condition unlessAlways(Condition condition) {
    return condition instanceof Condition.Always ? null : condition;
  }

  /** Returns the script of a command, if it is one. */
  static @Nullable String script(Command command) {
    List<String> argv = command.argv();
    return argv.size() == 3 && Command.sh(argv.get(2)).equals(command) ? argv.get(2) : null;
  }

  private static StepBuilder exec(StepBuilder step, List<String> argv) {
    return argv.isEmpty()
        ? step
        : step.exec(argv.get(0), argv.subList(1, argv.size()).toArray(String[]::new));
  }

  private static Map<String, String> produced(Step step) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Produced produced : step.produces()) {
      all.put(produced.name(), produced.glob());
    }
    return all;
  }

  private static Map<String, Cache> caches(Step step) {
    Map<String, Cache> all = new LinkedHashMap<>();
    step.reuse().caches().forEach(cache -> all.put(cache.name(), cache));
    return all;
  }

  /** Names alone where variables are called as their secrets, a mapping otherwise. */
  private static final class SecretsShape
      implements Shape<Map<String, String>, Map<String, String>> {
    private final Shape<List<String>, List<String>> names = listOf(text());
    private final Shape<Map<String, String>, Map<String, String>> map = mapOf(text());

    @Override
    public @Nullable Map<String, String> read(YamlNode node, Reading reading) {
      if (node instanceof YamlNode.Mapping) {
        return map.read(node, reading);
      }
      List<String> alike = names.read(node, reading);
      Map<String, String> secrets = new LinkedHashMap<>();
      if (alike != null) {
        alike.forEach(name -> secrets.put(name, name));
      }
      return alike == null ? null : secrets;
    }

    @Override
    public Object write(Map<String, String> secrets, Writing writing) {
      return secrets.entrySet().stream().allMatch(s -> s.getKey().equals(s.getValue()))
          ? names.write(List.copyOf(secrets.keySet()), writing)
          : map.write(secrets, writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return Map.of("anyOf", List.of(names.schema(definitions), map.schema(definitions)));
    }
  }
}
