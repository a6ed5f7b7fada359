package dev.slipway.config;

import static dev.slipway.config.Shapes.integer;
import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.mapOf;
import static dev.slipway.config.Shapes.text;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.Matrix;
import dev.slipway.model.Step;
import dev.slipway.model.StepBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a file says about a matrix. Values of a combination stand in its step as <code>${matrix.AXIS}</code>. Immutable. */
record MatrixDraft(
    Map<String, List<String>> axes,
    List<Map<String, String>> except,
    boolean failFast,
    int atMost,
    @Nullable YamlNode step) {
  private static final int MOST_CELLS = 1_000;
  private static final int MOST_CHARACTERS = 4_000_000;
  private static final Pattern VALUE = Pattern.compile("\\$\\{matrix\\.([^}]*)}");

  private static final Table<StepBuilder, Step> BODY = new Table<>(
      "the step of a matrix",
      "What each combination does; ${matrix.AXIS} stands for a value of it.",
      Table.joined(StepShapes.COMMANDS, StepShapes.COMMON));

  static final MatrixDraft EMPTY = new MatrixDraft(Map.of(), List.of(), false, 0, null);

  static List<Key<MatrixDraft, MatrixDraft, ?, ?>> keys() {
    return List.of(
        Key.<MatrixDraft, MatrixDraft, Map<String, List<String>>, Map<String, List<String>>>of(
                "axes",
                "Names with their values.",
                mapOf(listOf(text())),
                (m, axes) -> new MatrixDraft(axes, m.except, m.failFast, m.atMost, m.step),
                m -> null)
            .must(),
        Key.of(
            "except",
            "Combinations that are left out, by some of their values.",
            listOf(mapOf(text())),
            (m, except) -> new MatrixDraft(m.axes, except, m.failFast, m.atMost, m.step),
            m -> null),
        Key.flag(
            "stopAtFirstFailure",
            "The others are stopped when one does not go well.",
            m -> new MatrixDraft(m.axes, m.except, true, m.atMost, m.step),
            m -> null),
        Key.of(
            "atMost",
            "At most so many run at once.",
            integer(),
            (m, count) -> new MatrixDraft(m.axes, m.except, m.failFast, count, m.step),
            m -> null),
        Key.<MatrixDraft, MatrixDraft, YamlNode, Step>of(
                "step",
                "What each combination does.",
                new Body(),
                (m, step) -> new MatrixDraft(m.axes, m.except, m.failFast, m.atMost, step),
                m -> null)
            .must());
  }

  /** Returns the matrix; null where what is wrong was told. */
  @Nullable
  Matrix matrix(Mapping mapping, Reading reading) {
    double cells = axes.values().stream().mapToDouble(List::size).reduce(1, (a, b) -> a * b);
    if (axes.isEmpty() || cells > MOST_CELLS || cells * size(step) > MOST_CHARACTERS) {
      reading
          .findings()
          .problem(
              mapping.value("axes").map(YamlNode::at).orElse(mapping.at()),
              axes.isEmpty() ? "no axes" : String.format("%.0f combinations", cells),
              axes.isEmpty()
                  ? "a mapping of names and values"
                  : "at most " + MOST_CELLS + ", with " + MOST_CHARACTERS + " characters in all",
              axes.isEmpty() ? "name at least one" : "make several of it");
      return null;
    }
    for (Map<String, String> exception : except) {
      for (String axis : exception.keySet()) {
        if (!axes.containsKey(axis)) {
          reading
              .findings()
              .problem(
                  mapping.value("except").map(YamlNode::at).orElse(mapping.at()),
                  "the axis '" + axis + "', which the matrix does not have",
                  "one of " + String.join(", ", axes.keySet()) + Similar.hint(axis, axes.keySet()),
                  "correct the name");
          return null;
        }
      }
    }
    return built();
  }

  private Matrix built() {
    Matrix matrix = null;
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      String[] values = axis.getValue().toArray(String[]::new);
      matrix =
          matrix == null ? Matrix.axis(axis.getKey(), values) : matrix.and(axis.getKey(), values);
    }
    Matrix all = java.util.Objects.requireNonNull(matrix).atMost(atMost);
    for (Map<String, String> exception : except) {
      all = all.except(cell -> exception.entrySet().stream()
          .allMatch(value -> cell.get(value.getKey()).equals(value.getValue())));
    }
    return failFast ? all.stopAtFirstFailure() : all;
  }

  /** Reads the step of one combination; null where what is wrong was told. */
  @Nullable
  Change<StepBuilder> step(Matrix.Cell cell, Reading reading) {
    return step == null ? null : BODY.read(filled(step, cell, reading), reading);
  }

  private YamlNode filled(YamlNode node, Matrix.Cell cell, Reading reading) {
    if (node instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach((key, entry) ->
              entries.put(key, new Entry(entry.key(), filled(entry.value(), cell, reading))));
      return new Mapping(mapping.at(), entries);
    } else if (node instanceof Sequence sequence) {
      return new Sequence(
          sequence.at(),
          sequence.items().stream().map(item -> filled(item, cell, reading)).toList());
    } else if (node instanceof Scalar scalar && scalar.text().contains("${matrix.")) {
      Matcher matcher = VALUE.matcher(scalar.text());
      String text = matcher.replaceAll(
          found -> Matcher.quoteReplacement(value(found.group(1), scalar, cell, reading)));
      return new Scalar(scalar.at(), text, scalar.quoted());
    }
    return node;
  }

  private String value(String axis, Scalar scalar, Matrix.Cell cell, Reading reading) {
    if (axes.containsKey(axis)) {
      return cell.get(axis);
    }
    reading
        .findings()
        .problem(
            scalar.at(),
            "${matrix." + axis + "}, and no such axis",
            "one of " + String.join(", ", axes.keySet()) + Similar.hint(axis, axes.keySet()),
            "correct the name");
    return "";
  }

  private static double size(@Nullable YamlNode node) {
    if (node instanceof Mapping mapping) {
      return mapping.entries().values().stream()
          .mapToDouble(entry -> size(entry.value()))
          .sum();
    } else if (node instanceof Sequence sequence) {
      return sequence.items().stream().mapToDouble(MatrixDraft::size).sum();
    }
    return node instanceof Scalar scalar ? scalar.text().length() + 1 : 1;
  }

  /** The step as it stands, which is read for each combination. */
  private static final class Body implements Shape<YamlNode, Step> {
    @Override
    public YamlNode read(YamlNode node, Reading reading) {
      return node;
    }

    @Override
    public Object write(Step value, Writing writing) {
      return BODY.write(value, writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return BODY.schema(definitions);
    }
  }
}
