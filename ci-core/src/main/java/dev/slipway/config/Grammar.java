package dev.slipway.config;

import static dev.slipway.config.Shapes.integer;
import static dev.slipway.config.Shapes.text;

import dev.slipway.model.Group;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.Step;
import dev.slipway.model.StepBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The tables of keys that depend on which actions are registered, and the schema of all of them. Immutable. */
final class Grammar {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  private final Actions actions;
  private final ActionKeys actionKeys;
  private final Table<StepBuilder, Step> step;
  private final Table<ActionKeys.Draft, Step> run;
  private final Table<GroupBuilder, GroupView> serial;
  private final Table<GroupBuilder, GroupView> parallel;
  private final Table<MatrixDraft, MatrixDraft> matrix;
  private final Table<PipelineBuilder, PipelineView> pipeline;
  private final EntryShape entries = new EntryShape(this);

  Grammar(Actions actions) {
    this.actions = actions;
    actionKeys = new ActionKeys(actions);
    step = new Table<>(
        "a step",
        "A step that runs commands.",
        named(
            "step",
            "The name of the step.",
            Step::localName,
            Table.joined(StepShapes.COMMANDS, StepShapes.COMMON)));
    run = new Table<>(
        "a run",
        "A step that does a ready-made action.",
        named("run", "The name of the step.", Step::localName, actionKeys.keys()));
    serial = new Table<>(
        "a serial",
        "A group whose entries run one after the other.",
        named("serial", "The name of the group.", GroupView::name, groupKeys(view -> view)));
    parallel = new Table<>(
        "a parallel",
        "A group whose entries run in any order.",
        named("parallel", "The name of the group.", GroupView::name, groupKeys(view -> view)));
    matrix = new Table<>(
        "a matrix",
        "A step for each combination of values, all in parallel.",
        named("matrix", "The name of the group.", draft -> null, MatrixDraft.keys()));
    pipeline = new Table<>("a pipeline", "A pipeline.", pipelineKeys());
  }

  private static <B, S> List<Key<B, S, ?, ?>> named(
      String kind, String help, Key.Getter<S, String> name, List<Key<B, S, ?, ?>> more) {
    List<Key<B, S, ?, ?>> keys = new ArrayList<>();
    keys.add(
        Key.<B, S, String, String>of(kind, help, text(), (b, read) -> b, name).must());
    keys.addAll(more);
    return keys;
  }

  private <B extends GroupBuilder, S> List<Key<B, S, ?, ?>> groupKeys(Function<S, GroupView> view) {
    return List.of(
        Key.of(
            "when",
            "Whether its entries are part of a build.",
            ConditionShape.shape(),
            (g, condition) -> {
              g.when(condition);
              return g;
            },
            s -> StepShapes.unlessAlways(view.apply(s).group().condition())),
        Key.flag(
            "failFast",
            "The other steps are stopped when one does not go well.",
            g -> {
              g.failFast();
              return g;
            },
            s -> view.apply(s).group().failFast()),
        Key.of(
            "atMost",
            "At most so many of its steps run at once.",
            integer(),
            (g, count) -> {
              g.atMost(count);
              return g;
            },
            s -> {
              int most = view.apply(s).group().maxParallel();
              return most == 0 ? null : most;
            }),
        Key.entries(
            "service",
            "Containers beside all its steps that have an image, by their names.",
            ContainerShapes.SERVICE,
            (g, name, service) -> {
              g.service(name, service);
              return g;
            },
            s -> ContainerShapes.some(view.apply(s).own())),
        entriesKey(view));
  }

  private <B extends GroupBuilder, S> Key<B, S, List<EntryShape.Entry>, GroupView> entriesKey(
      Function<S, GroupView> view) {
    return Key.<B, S, List<EntryShape.Entry>, GroupView>of(
            "steps",
            "Its entries, in order.",
            new EntryShape.All(() -> entries),
            (g, all) -> {
              all.forEach(entry -> entry.addTo(g));
              return g;
            },
            view::apply)
        .must();
  }

  private List<Key<PipelineBuilder, PipelineView, ?, ?>> pipelineKeys() {
    List<Key<PipelineBuilder, PipelineView, ?, ?>> keys = new ArrayList<>();
    keys.add(Key.of(
        "parameters",
        "Values that a build can be started with, by their names.",
        PipelineView.parametersShape(),
        (p, drafts) -> drafts.declare(p),
        view -> ContainerShapes.some(view.parameters())));
    keys.add(Key.entries(
        "env",
        "Environment variables for all steps.",
        text(),
        PipelineBuilder::env,
        view -> ContainerShapes.some(new TreeMap<>(view.variables()))));
    keys.add(Key.of(
        "timeLimit",
        "The limit for the time of a whole build.",
        Amounts.duration(),
        PipelineBuilder::timeLimit,
        PipelineView::timeLimit));
    keys.addAll(this.<PipelineBuilder, PipelineView>groupKeys(PipelineView::root));
    return named("pipeline", "The name of the pipeline.", PipelineView::name, keys);
  }

  Actions actions() {
    return actions;
  }

  ActionKeys actionKeys() {
    return actionKeys;
  }

  Table<StepBuilder, Step> step() {
    return step;
  }

  Table<ActionKeys.Draft, Step> run() {
    return run;
  }

  Table<GroupBuilder, GroupView> group(Group.Kind kind) {
    return kind == Group.Kind.SERIAL ? serial : parallel;
  }

  Table<MatrixDraft, MatrixDraft> matrix() {
    return matrix;
  }

  Table<PipelineBuilder, PipelineView> pipeline() {
    return pipeline;
  }

  Map<String, Object> schema() {
    Map<String, Object> definitions = new TreeMap<>();
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", DRAFT);
    schema.put("title", "slipway.yml");
    schema.putAll(pipeline.schema(definitions));
    schema.put("$defs", definitions);
    return schema;
  }
}
