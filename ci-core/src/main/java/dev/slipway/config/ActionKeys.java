package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepBuilder;
import dev.slipway.model.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keys of a step that does a ready-made action. */
final class ActionKeys {
  private static final String USES = "uses";
  private static final String WITH = "with";

  private final Actions actions;

  ActionKeys(Actions actions) {
    this.actions = actions;
  }

  /** What was read of such a step. For one thread. */
  static final class Draft {
    private final List<Consumer<StepBuilder>> description = new ArrayList<>();
    private @Nullable StepAction<?> action;
    private @Nullable YamlNode uses;
    private @Nullable YamlNode with;

    void describe(StepBuilder step) {
      description.forEach(part -> part.accept(step));
    }

    private Draft action(StepAction<?> read) {
      action = read;
      return this;
    }
  }

  List<Key<Draft, Step, ?, ?>> keys() {
    List<Key<Draft, Step, ?, ?>> keys = new ArrayList<>();
    keys.add(Key.of(
        USES,
        "The name of an action that the application has registered.",
        new Raw(nameSchema()),
        (draft, node) -> {
          draft.uses = node;
          return draft;
        },
        step -> ownKey(step) != null ? null : name(step)));
    keys.add(Key.of(
        WITH,
        "The parameters of that action.",
        new Raw(Map.of()),
        (draft, node) -> {
          draft.with = node;
          return draft;
        },
        step -> ownKey(step) != null || name(step) == null ? null : step));
    actions
        .keys()
        .forEach((name, format) -> keys.add(Key.of(
            name,
            "The action '" + name + "'.",
            new Own(format),
            Draft::action,
            step -> name.equals(ownKey(step)) ? step : null)));
    StepShapes.COMMON.forEach(key -> keys.add(drafted(key)));
    return keys;
  }

  private static <R, W> Key<Draft, Step, R, W> drafted(Key<StepBuilder, Step, R, W> key) {
    return Key.of(
        key.name(),
        key.help(),
        key.shape(),
        (draft, value) -> {
          draft.description.add(step -> key.set().put(step, value));
          return draft;
        },
        key.get());
  }

  /** Returns the action of a step; null where what is wrong was told. */
  @Nullable
  StepAction<?> action(Mapping mapping, Draft draft, Reading reading) {
    List<String> all = new ArrayList<>(List.of(USES));
    all.addAll(actions.keys().keySet());
    List<String> given = all.stream().filter(mapping.entries()::containsKey).toList();
    if (given.size() != 1) {
      reading
          .findings()
          .problem(
              mapping.at(),
              given.isEmpty() ? "no action" : "the actions " + String.join(" and ", given),
              "one of " + String.join(", ", all),
              given.isEmpty() ? "say what the step does" : "make a step for each");
      return null;
    }
    if (draft.uses == null) {
      return draft.action;
    }
    if (!(draft.uses instanceof Scalar name)) {
      reading.unexpected(draft.uses, "the name of an action");
      return null;
    }
    ActionFormat<?> format = actions.names().get(name.text());
    if (format == null) {
      reading
          .findings()
          .problem(
              name.at(),
              "the action '" + name.text() + "', which the application has not registered",
              actions.names().isEmpty()
                  ? "no action: none is registered"
                  : "one of " + String.join(", ", actions.names().keySet())
                      + Similar.hint(name.text(), actions.names().keySet()),
              "correct the name, or register the action");
      return null;
    }
    YamlNode value = draft.with == null ? new Mapping(name.at(), Map.of()) : draft.with;
    return Actions.read(format, value, reading);
  }

  /** Tells what of an action no file can say. */
  void check(Step step, Writing writing) {
    StepAction<?> action = ((Work.Action) step.work()).action();
    if (ownKey(step) == null && name(step) == null) {
      Class<?> type = action.getClass();
      writing.javaCode(type.isHidden() ? "a lambda" : "an action of " + type.getName());
    } else if (step.work().outputType() != action.outputType()) {
      writing.javaCode("an output of another type than its action says");
    }
  }

  private @Nullable String ownKey(Step step) {
    return Actions.nameOf(actions.keys(), ((Work.Action) step.work()).action()).orElse(null);
  }

  private @Nullable String name(Step step) {
    return Actions.nameOf(actions.names(), ((Work.Action) step.work()).action()).orElse(null);
  }

  private Map<String, Object> nameSchema() {
    return actions.names().isEmpty()
        ? Map.of("type", "string")
        : Map.of("enum", List.copyOf(actions.names().keySet()));
  }

  /** A value that is looked at later. */
  private final class Raw implements Shape<YamlNode, Object> {
    private final Map<String, Object> schema;

    Raw(Map<String, Object> schema) {
      this.schema = schema;
    }

    @Override
    public YamlNode read(YamlNode node, Reading reading) {
      return node;
    }

    @Override
    public Object write(Object value, Writing writing) {
      if (value instanceof Step step) {
        StepAction<?> action = ((Work.Action) step.work()).action();
        return Actions.write(
            java.util.Objects.requireNonNull(actions.names().get(name(step))), action, writing);
      }
      return value;
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return schema;
    }
  }

  /** An action with a key of its own. */
  private record Own(ActionFormat<?> format) implements Shape<StepAction<?>, Step> {
    @Override
    public @Nullable StepAction<?> read(YamlNode node, Reading reading) {
      return Actions.read(format, node, reading);
    }

    @Override
    public Object write(Step step, Writing writing) {
      return Actions.write(format, ((Work.Action) step.work()).action(), writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return new LinkedHashMap<>(format.schema());
    }
  }
}
