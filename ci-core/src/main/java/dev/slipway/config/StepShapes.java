package dev.slipway.config;

import static dev.slipway.config.Amounts.duration;
import static dev.slipway.config.ContainerShapes.plainOrNot;
import static dev.slipway.config.ContainerShapes.some;
import static dev.slipway.config.Key.flag;
import static dev.slipway.config.Shapes.decimal;
import static dev.slipway.config.Shapes.integer;
import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.mapOf;
import static dev.slipway.config.Shapes.text;
import static dev.slipway.config.Shapes.word;
import static dev.slipway.config.Shapes.words;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Cache;
import dev.slipway.model.Command;
import dev.slipway.model.Condition;
import dev.slipway.model.Outcome;
import dev.slipway.model.Produced;
import dev.slipway.model.Retry;
import dev.slipway.model.Step;
import dev.slipway.model.StepBuilder;
import dev.slipway.model.Trigger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The keys that all kinds of steps have. */
final class StepShapes {
  private static final Table<Duration[], Retry> BACKOFF = Table.of(
      "a backoff",
      "Delays that double.",
      Key.<Duration[], Retry, Duration, Duration>of(
              "first",
              "The delay before the second attempt.",
              duration(),
              (both, time) -> new Duration[] {time, both[1]},
              Retry::first)
          .must(),
      Key.<Duration[], Retry, Duration, Duration>of(
              "longest",
              "The longest delay.",
              duration(),
              (both, time) -> new Duration[] {both[0], time},
              Retry::longest)
          .must());

  private static final Retry USUAL = Retry.attempts(2);

  private static final Table<Retry, Retry> RETRY_TABLE = Table.of(
      "a retry",
      "When and how often a step is tried again.",
      Key.<Retry, Retry, Integer, Integer>of(
              "attempts",
              "How many times it may run in all.",
              integer(),
              (r, n) -> new Retry(n, r.first(), r.longest(), r.jitter(), r.on()),
              Retry::attempts)
          .must(),
      Key.of(
          "delay",
          "The delay between attempts.",
          duration(),
          Retry::delay,
          r -> r.first().equals(r.longest()) ? r.first() : null),
      Key.<Retry, Retry, Change<Duration[]>, Retry>of(
          "backoff",
          "Delays that double; from 1s to 1m without it.",
          BACKOFF,
          (r, change) -> {
            Duration[] both = change.on(new Duration[] {r.first(), r.longest()});
            return r.backoff(both[0], both[1]);
          },
          r -> r.first().equals(r.longest())
                  || (r.first().equals(USUAL.first()) && r.longest().equals(USUAL.longest()))
              ? null
              : r),
      Key.of(
          "jitter",
          "The largest share by which a delay is changed at random; 0.2 without it.",
          decimal(),
          Retry::jitter,
          r -> Double.compare(r.jitter(), USUAL.jitter()) == 0 ? null : r.jitter()),
      Key.of(
          "on",
          "The outcomes that are worth another attempt; failed, errored and timed-out without it.",
          listOf(word(Outcome.class)),
          (r, on) -> new Retry(r.attempts(), r.first(), r.longest(), r.jitter(), Set.copyOf(on)),
          r -> r.on().equals(USUAL.on()) ? null : r.on().stream().sorted().toList()));

  private static final Shape<Retry, Retry> RETRY = new Shapes.ShortOrLong<>(
      integer(), Retry::attempts, Retry::attempts, Shapes.of(RETRY_TABLE, Retry.attempts(1)));

  private static final Table<Cache, Cache> CACHE_TABLE = Table.of(
      "a cache",
      "A directory of the workspace that is kept between builds.",
      Key.<Cache, Cache, String, String>of(
              "path",
              "The directory, from the root of the workspace.",
              text(),
              (cache, path) -> new Cache(cache.name(), path, cache.keyedBy()),
              Cache::path)
          .must(),
      Key.<Cache, Cache, List<String>, List<String>>of(
              "keyedBy",
              "Paths or glob patterns of the files that make its key.",
              listOf(text()),
              (cache, files) -> new Cache(cache.name(), cache.path(), files),
              Cache::keyedBy)
          .must());

  private static final Table<ArtifactRef, ArtifactRef> ARTIFACT_TABLE = Table.of(
      "an artifact",
      "An artifact that a step produces.",
      Key.<ArtifactRef, ArtifactRef, String, String>of(
              "step",
              "The step.",
              text(),
              (ref, step) -> new ArtifactRef(step, ref.name()),
              ArtifactRef::step)
          .must(),
      Key.<ArtifactRef, ArtifactRef, String, String>of(
              "artifact",
              "The name of the artifact.",
              text(),
              (ref, name) -> new ArtifactRef(ref.step(), name),
              ArtifactRef::name)
          .must());

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
      Key.of(
          "sh",
          "A shell script, or several.",
          listOf(text()),
          (s, scripts) -> {
            scripts.forEach(s::sh);
            return s;
          },
          step -> Commands.of(step).scripts()),
      Key.of(
          "exec",
          "A program and its arguments, with no shell in between.",
          words(),
          StepShapes::exec,
          step -> Commands.of(step).alone()),
      Key.of(
          "commands",
          "Scripts and programs, in this order.",
          listOf(COMMAND),
          (s, commands) -> {
            commands.forEach(command -> exec(s, command.argv()));
            return s;
          },
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
          ContainerShapes.IMAGE,
          StepBuilder::image,
          step -> step.execution().image()),
      Key.of(
          "directory",
          "The working directory, from the root of the workspace.",
          text(),
          StepBuilder::directory,
          step -> some(step.execution().directory())),
      Key.of(
          "env",
          "Environment variables.",
          mapOf(text()),
          (s, variables) -> {
            variables.forEach(s::env);
            return s;
          },
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
      Key.of(
          "service",
          "Containers beside the step, by their names.",
          mapOf(ContainerShapes.SERVICE),
          (s, services) -> {
            services.forEach(s::service);
            return s;
          },
          step -> some(step.execution().services())),
      Key.of(
          "needs",
          "Steps and groups that must be over first.",
          listOf(text()),
          (s, names) -> {
            names.forEach(s::needs);
            return s;
          },
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
      Key.of(
          "lock",
          "Locks that it holds while it runs.",
          listOf(text()),
          (s, locks) -> {
            locks.forEach(s::lock);
            return s;
          },
          step -> some(step.flow().locks())),
      Key.of(
          "limit",
          "How many steps of all builds may run at once that name a limit.",
          mapOf(integer()),
          (s, limits) -> {
            limits.forEach(s::limit);
            return s;
          },
          step -> some(new TreeMap<>(step.flow().limits()))),
      Key.of(
          "retry",
          "How often it is tried in all, or more about it.",
          RETRY,
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
      Key.of(
          "produces",
          "Files that it produces, by the names of artifacts.",
          mapOf(text()),
          (s, artifacts) -> {
            artifacts.forEach(s::produces);
            return s;
          },
          step -> some(produced(step))),
      Key.of(
          "consumes",
          "Artifacts that lie in the workspace when it starts.",
          listOf(Shapes.of(ARTIFACT_TABLE, new ArtifactRef("", ""))),
          (s, artifacts) -> {
            artifacts.forEach(s::consumes);
            return s;
          },
          step -> some(step.consumes())),
      Key.of(
          "cache",
          "Directories that are kept between builds, by names.",
          mapOf(Shapes.of(CACHE_TABLE, Cache.of("", ""))),
          (s, caches) -> {
            caches.forEach(
                (name, cache) -> s.cache(new Cache(name, cache.path(), cache.keyedBy())));
            return s;
          },
          step -> some(caches(step))),
      Key.of(
          "inputs",
          "All files that its result depends on; while none has changed, it is not run again.",
          listOf(text()),
          (s, files) -> {
            files.forEach(s::inputs);
            return s;
          },
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
