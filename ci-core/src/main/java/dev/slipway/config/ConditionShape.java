package dev.slipway.config;

import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.text;
import static dev.slipway.config.Shapes.word;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.model.BuildEvent;
import dev.slipway.model.Condition;
import dev.slipway.model.Conditions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How conditions are written. */
final class ConditionShape {
  private static final Shape<Condition, Condition> SOME = new Shapes.Later<>(ConditionShape::shape);

  private static final Shape<Condition, Condition> CONDITION = new Tagged<Condition>(
          "a condition", "Whether a step or a group is part of a build.")
      .word("always", Condition.always())
      .word("trusted", Conditions.trusted())
      .key(
          "branch",
          "The branch matches a glob pattern.",
          text(),
          Conditions::branch,
          c -> c instanceof Condition.OnBranch branch ? branch.glob() : null)
      .key(
          "tag",
          "The tag matches a glob pattern.",
          text(),
          Conditions::tag,
          c -> c instanceof Condition.OnTag tag ? tag.glob() : null)
      .key(
          "ref",
          "A regular expression of RE2 matches in the name of the tag, or of the branch where there is no tag.",
          text(),
          Conditions::ref,
          c -> c instanceof Condition.OnRef ref ? ref.expression() : null)
      .key(
          "message",
          "A regular expression of RE2 matches in the commit message.",
          text(),
          Conditions::message,
          c -> c instanceof Condition.OnMessage message ? message.expression() : null)
      .key(
          "changed",
          "A changed path matches one of the glob patterns.",
          listOf(text()),
          Condition.OnPaths::new,
          c -> c instanceof Condition.OnPaths paths ? paths.globs() : null)
      .key(
          "event",
          "The build was asked for by this.",
          word(BuildEvent.class),
          Conditions::event,
          c -> c instanceof Condition.OnEvent event ? event.event() : null)
      .key(
          "variable",
          "An environment variable of the build request is set, or has a value.",
          new VariableShape(),
          c -> c,
          c -> c instanceof Condition.OnVariable variable ? variable : null)
      .key(
          "parameter",
          "A parameter of the build has a value.",
          new ParameterShape(),
          c -> c,
          c -> c instanceof Condition.OnParameter parameter ? parameter : null)
      .key(
          "not",
          "The other does not hold.",
          SOME,
          Condition::not,
          c -> c instanceof Condition.Not not ? not.condition() : null)
      .key(
          "allOf",
          "All hold.",
          new Several(),
          Condition.And::new,
          c -> c instanceof Condition.And and ? and.all() : null)
      .key(
          "anyOf",
          "At least one holds.",
          new Several(),
          Condition.Or::new,
          c -> c instanceof Condition.Or or ? or.any() : null)
      .key(
          "matching",
          "Java code says so; it cannot be in a file.",
          new JavaShape(),
          c -> c,
          c -> c instanceof Condition.OnPredicate predicate ? predicate : null);

  private ConditionShape() {}

  static Shape<Condition, Condition> shape() {
    return CONDITION;
  }

  /** One condition at least. */
  private static final class Several implements Shape<List<Condition>, List<Condition>> {
    private final Shape<List<Condition>, List<Condition>> list = listOf(SOME);

    @Override
    public @Nullable List<Condition> read(YamlNode node, Reading reading) {
      List<Condition> conditions = list.read(node, reading);
      if (conditions != null && conditions.isEmpty()) {
        if (node instanceof YamlNode.Sequence sequence && sequence.items().isEmpty()) {
          reading.unexpected(node, "a list of at least one condition");
        }
        return null;
      }
      return conditions;
    }

    @Override
    public Object write(List<Condition> value, Writing writing) {
      return list.write(value, writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return list.schema(definitions);
    }
  }

  /** A name alone, or a mapping of one name to its value. */
  private static final class VariableShape
      implements Shape<Condition.OnVariable, Condition.OnVariable> {
    @Override
    public Condition.@Nullable OnVariable read(YamlNode node, Reading reading) {
      if (node instanceof Scalar scalar) {
        return new Condition.OnVariable(scalar.text(), null);
      }
      if (node instanceof Mapping mapping && mapping.entries().size() == 1) {
        Entry entry = mapping.entries().values().iterator().next();
        String value = text().read(entry.value(), reading);
        return value == null ? null : new Condition.OnVariable(entry.key().text(), value);
      }
      reading.unexpected(node, "the name of a variable, or a mapping of one name to its value");
      return null;
    }

    @Override
    public Object write(Condition.OnVariable variable, Writing writing) {
      return variable.value() == null ? variable.name() : Map.of(variable.name(), variable.value());
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return Map.of("anyOf", List.of(text().schema(definitions), oneEntry(definitions)));
    }
  }

  private static Map<String, Object> oneEntry(Map<String, Object> definitions) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", text().schema(definitions));
    schema.put("minProperties", 1);
    schema.put("maxProperties", 1);
    return schema;
  }

  /** A mapping of one parameter to its value. */
  private static final class ParameterShape
      implements Shape<Condition.OnParameter, Condition.OnParameter> {
    @Override
    public Condition.@Nullable OnParameter read(YamlNode node, Reading reading) {
      if (!(node instanceof Mapping mapping) || mapping.entries().size() != 1) {
        reading.unexpected(node, "a mapping of one parameter to its value");
        return null;
      }
      Entry entry = mapping.entries().values().iterator().next();
      return ParameterShapes.condition(entry, reading);
    }

    @Override
    public Object write(Condition.OnParameter condition, Writing writing) {
      return Map.of(condition.parameter().name(), ParameterShapes.write(condition, writing));
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return oneEntry(definitions);
    }
  }

  /** Java code, which no file has. */
  private static final class JavaShape
      implements Shape<Condition.OnPredicate, Condition.OnPredicate> {
    @Override
    public Condition.@Nullable OnPredicate read(YamlNode node, Reading reading) {
      reading
          .findings()
          .problem(
              node.at(),
              "a condition that Java code decides",
              "another condition",
              "define the pipeline in Java, or use branch, tag, ref, message, changed, event, variable or parameter");
      return null;
    }

    @Override
    public Object write(Condition.OnPredicate condition, Writing writing) {
      writing.javaCode("the condition '" + condition.description() + "'");
      return condition.description();
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return Map.of("not", Map.of());
    }
  }
}
