package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.Group;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.Matrix;
import dev.slipway.model.Node;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Step;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepBuilder;
import dev.slipway.model.Work;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One entry of a group: its first key says of which kind. */
final class EntryShape {
  private static final List<String> KINDS =
      List.of("step", "run", "serial", "parallel", "matrix", "include");

  private final Grammar grammar;

  EntryShape(Grammar grammar) {
    this.grammar = grammar;
  }

  /** An entry that was read. */
  interface Entry {
    void addTo(GroupBuilder group);
  }

  @Nullable
  Entry read(YamlNode node, Reading reading) {
    Entry entry = node instanceof Mapping mapping ? of(mapping, reading) : none(node, reading);
    if (entry == null) {
      reading.leaveOut();
    }
    return entry;
  }

  private static @Nullable Entry none(YamlNode node, Reading reading) {
    reading.unexpected(node, "a mapping that begins with one of " + String.join(", ", KINDS));
    return null;
  }

  private @Nullable Entry of(Mapping mapping, Reading reading) {
    List<String> kinds = KINDS.stream().filter(mapping.entries()::containsKey).toList();
    boolean isMatrix = kinds.contains("matrix"); // which has a key 'step', too
    if (kinds.isEmpty() || (kinds.size() > 1 && !isMatrix)) {
      String first = mapping.entries().keySet().stream().findFirst().orElse("");
      reading
          .findings()
          .problem(
              mapping.at(),
              kinds.isEmpty()
                  ? "an entry that does not say of which kind it is"
                  : "an entry of several kinds: " + String.join(", ", kinds),
              "one of " + String.join(", ", KINDS)
                  + (kinds.isEmpty() ? Similar.hint(first, KINDS) : ""),
              kinds.isEmpty()
                  ? "add it, with the name of the entry"
                  : "make several entries of it");
      return null;
    }
    String kind = isMatrix ? "matrix" : kinds.get(0);
    if (kind.equals("include")) {
      return include(mapping, reading);
    }
    YamlNode named = mapping.value(kind).orElse(mapping);
    if (!(named instanceof Scalar name)) {
      reading.unexpected(named, "the name of the entry");
      return null;
    }
    return switch (kind) {
      case "step" -> step(mapping, name, reading);
      case "run" -> run(mapping, name, reading);
      case "matrix" -> matrix(mapping, name, reading);
      default ->
        group(mapping, name, Group.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)), reading);
    };
  }

  private @Nullable Entry step(Mapping mapping, Scalar name, Reading reading) {
    int before = reading.findings().count();
    Change<StepBuilder> description = grammar.step().read(mapping, reading);
    reading.entry("step", name.text(), name.at(), reading.findings().count() > before);
    return description == null ? null : group -> group.step(name.text(), description::on);
  }

  private @Nullable Entry run(Mapping mapping, Scalar name, Reading reading) {
    int before = reading.findings().count();
    Change<ActionKeys.Draft> change = grammar.run().read(mapping, reading);
    if (change == null) {
      return null;
    }
    ActionKeys.Draft draft = change.on(new ActionKeys.Draft());
    StepAction<?> action = grammar.actionKeys().action(mapping, draft, reading);
    reading.entry("step", name.text(), name.at(), reading.findings().count() > before);
    if (action == null) {
      return null;
    }
    reading.output(name.text(), action.outputType());
    return group -> group.run(name.text(), action, draft::describe);
  }

  private @Nullable Entry group(Mapping mapping, Scalar name, Group.Kind kind, Reading reading) {
    int before = reading.findings().count();
    Change<GroupBuilder> description = grammar.group(kind).read(mapping, reading);
    reading.entry("group", name.text(), name.at(), reading.findings().count() > before);
    if (description == null) {
      return null;
    }
    return kind == Group.Kind.SERIAL
        ? group -> group.serial(name.text(), description::on)
        : group -> group.parallel(name.text(), description::on);
  }

  private @Nullable Entry matrix(Mapping mapping, Scalar name, Reading reading) {
    int before = reading.findings().count();
    Change<MatrixDraft> change = grammar.matrix().read(mapping, reading);
    if (change == null || reading.findings().count() > before) {
      return null;
    }
    MatrixDraft draft = change.on(MatrixDraft.EMPTY);
    Matrix matrix = draft.matrix(mapping, reading);
    if (matrix == null) {
      return null;
    }
    List<Change<StepBuilder>> descriptions = new ArrayList<>();
    for (Matrix.Cell cell : matrix.cells()) {
      Change<StepBuilder> description = draft.step(cell, reading);
      if (description != null) {
        descriptions.add(description);
      }
      boolean mistaken = reading.findings().count() > before;
      reading.entry("step", name.text() + " [" + cell + "]", name.at(), mistaken);
      if (mistaken) {
        return null; // the others have the same mistakes
      }
    }
    reading.entry("group", name.text(), name.at(), false);
    return group -> {
      Iterator<Change<StepBuilder>> next = descriptions.iterator();
      group.matrix(name.text(), matrix, (cell, step) -> next.next().on(step));
    };
  }

  private @Nullable Entry include(Mapping mapping, Reading reading) {
    mapping.entries().values().stream()
        .filter(entry -> !entry.key().text().equals("include"))
        .forEach(entry -> reading
            .findings()
            .problem(
                entry.key().at(),
                "the key '" + entry.key().text() + "' beside 'include'",
                "nothing else",
                "leave it out, or put it into the included pipeline"));
    YamlNode target = mapping.value("include").orElse(mapping);
    Pipeline pipeline = new PipelineShape(grammar).readIncluded(target, reading);
    if (pipeline == null) {
      return null;
    }
    reading.entry("group", pipeline.name(), target.at(), false);
    for (Step step : pipeline.steps()) {
      String full = pipeline.name() + "/" + step.name();
      reading.entry("step", full, target.at(), false);
      reading.output(full, step.work().outputType());
    }
    return group -> group.include(pipeline);
  }

  Object write(Node node, GroupView outer, Writing writing) {
    if (node instanceof Group group) {
      if (outer.isIncluded(group)) {
        return Map.of(
            "include", grammar.pipeline().write(PipelineView.included(outer, group), writing));
      }
      writing.at("group '" + group.name() + "'");
      return grammar.group(group.kind()).write(outer.inner(group), writing);
    }
    Step step = (Step) node;
    writing.at("step '" + step.name() + "'");
    if (step.work() instanceof Work.Commands) {
      return grammar.step().write(step, writing);
    }
    grammar.actionKeys().check(step, writing);
    return grammar.run().write(step, writing);
  }

  Map<String, Object> schema(Map<String, Object> definitions) {
    if (!definitions.containsKey("entry")) {
      Map<String, Object> schema = new LinkedHashMap<>();
      definitions.put("entry", schema);
      List<Object> kinds = new ArrayList<>();
      kinds.add(grammar.step().schema(definitions));
      kinds.add(grammar.run().schema(definitions));
      kinds.add(grammar.group(Group.Kind.SERIAL).schema(definitions));
      kinds.add(grammar.group(Group.Kind.PARALLEL).schema(definitions));
      kinds.add(grammar.matrix().schema(definitions));
      kinds.add(includeSchema(definitions));
      schema.put("anyOf", kinds);
    }
    return Map.of("$ref", "#/$defs/entry");
  }

  private Map<String, Object> includeSchema(Map<String, Object> definitions) {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("description", "A file of the repository, or a pipeline.");
    target.put("anyOf", List.of(Map.of("type", "string"), grammar.pipeline().schema(definitions)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", Map.of("include", target));
    schema.put("required", List.of("include"));
    schema.put("additionalProperties", false);
    return schema;
  }

  /** All entries of a group. */
  static final class All implements Shape<List<Entry>, GroupView> {
    private final Supplier<EntryShape> entries;

    All(Supplier<EntryShape> entries) {
      this.entries = entries;
    }

    @Override
    public @Nullable List<Entry> read(YamlNode node, Reading reading) {
      if (!(node instanceof Sequence sequence)) {
        reading.unexpected(node, "a list of entries, each with a dash before it");
        reading.leaveOut();
        return null;
      }
      List<Entry> all = new ArrayList<>();
      for (YamlNode item : sequence.items()) {
        Entry entry = entries.get().read(item, reading);
        if (entry != null) {
          all.add(entry);
        }
      }
      return all;
    }

    @Override
    public Object write(GroupView view, Writing writing) {
      return view.group().nodes().stream()
          .map(node -> entries.get().write(node, view, writing))
          .toList();
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "array");
      schema.put("items", entries.get().schema(definitions));
      return schema;
    }
  }
}
