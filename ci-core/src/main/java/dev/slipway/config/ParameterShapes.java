package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.Condition;
import dev.slipway.model.Parameter;
import dev.slipway.model.PipelineBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the parameters of a build are declared, and how their values are written. */
final class ParameterShapes {

  /** A type that a parameter may have in a file. */
  enum Type {
    STRING(String.class),
    INTEGER(Integer.class),
    LONG(Long.class),
    DOUBLE(Double.class),
    BOOLEAN(Boolean.class);

    private final Class<?> java;

    Type(Class<?> java) {
      this.java = java;
    }

    static Optional<Type> of(Class<?> java) {
      return List.of(values()).stream().filter(type -> type.java == java).findFirst();
    }

    @Nullable
    Object parse(String text) {
      try {
        return switch (this) {
          case STRING -> text;
          case INTEGER -> Integer.valueOf(text);
          case LONG -> Long.valueOf(text);
          case DOUBLE -> Double.valueOf(text);
          case BOOLEAN -> Shapes.truth(text);
        };
      } catch (NumberFormatException e) {
        return null;
      }
    }

    void declare(PipelineBuilder pipeline, String name, @Nullable Object value) {
      if (value == null) {
        pipeline.parameter(name, java);
      } else {
        pipeline.parameter(name, value);
      }
    }
  }

  /** What a file says about a parameter, before its type is known. */
  record Draft(Type type, @Nullable Scalar value) {}

  private static final Table<Draft, Parameter<?>> TABLE = Table.of(
      "a parameter",
      "A value that a build can be started with.",
      Key.of(
          "type",
          "Its type; string without it.",
          Shapes.word(Type.class),
          (draft, type) -> new Draft(type, draft.value()),
          parameter ->
              Type.of(parameter.type()).filter(type -> type != Type.STRING).orElse(null)),
      Key.<Draft, Parameter<?>, Scalar, Object>of(
          "default",
          "Its value where a build gives none; without it, a build must.",
          new Value(),
          (draft, value) -> new Draft(draft.type(), value),
          Parameter::defaultValue));

  /** The declarations of a pipeline. */
  static final Shape<Map<String, Draft>, Map<String, Parameter<?>>> ALL =
      Shapes.mapOf(Shapes.mapped(
          TABLE, change -> change.on(new Draft(Type.STRING, null)), parameter -> parameter));

  private ParameterShapes() {}

  /** Declares what was read; a default that is no value of its type is told. */
  static void declare(PipelineBuilder pipeline, Map<String, Draft> drafts, Reading reading) {
    drafts.forEach((name, draft) ->
        draft.type().declare(pipeline, name, defaultOf(draft, reading).orElse(null)));
  }

  /** Returns the parameters for conditions to refer to. */
  static Map<String, Parameter<?>> parameters(Map<String, Draft> drafts, Reading reading) {
    Map<String, Parameter<?>> parameters = new LinkedHashMap<>();
    drafts.forEach((name, draft) -> {
      Object value = defaultOf(draft, reading).orElse(null);
      parameters.put(name, typed(name, draft.type().java, value));
    });
    return parameters;
  }

  @SuppressWarnings("unchecked") // the value was parsed for the type
  private static <T> Parameter<T> typed(String name, Class<T> type, @Nullable Object value) {
    return new Parameter<>(name, type, (T) value);
  }

  private static Optional<Object> defaultOf(Draft draft, Reading reading) {
    Scalar scalar = draft.value();
    return scalar == null
        ? Optional.empty()
        : Optional.ofNullable(parsed(draft.type(), scalar, reading));
  }

  private static @Nullable Object parsed(Type type, Scalar scalar, Reading reading) {
    Object value = type.parse(scalar.text());
    if (value == null) {
      reading.unexpected(scalar, "a value of type " + Shapes.word(type));
    }
    return value;
  }

  /** Reads what a condition asks of a parameter. */
  static Condition.@Nullable OnParameter condition(Entry entry, Reading reading) {
    String name = entry.key().text();
    Parameter<?> parameter = reading.parameters().get(name);
    if (parameter == null) {
      reading
          .findings()
          .problem(
              entry.key().at(),
              "the parameter '" + name + "', which the pipeline does not declare",
              "one that it declares" + Similar.hint(name, reading.parameters().keySet()),
              "correct the name, or declare it under 'parameters'");
      return null;
    }
    if (!(entry.value() instanceof Scalar scalar)) {
      reading.unexpected(entry.value(), "a value of the parameter");
      return null;
    }
    Object value = parsed(Type.of(parameter.type()).orElse(Type.STRING), scalar, reading);
    return value == null ? null : new Condition.OnParameter(parameter, value);
  }

  /** Writes what a condition asks of a parameter. */
  static Object write(Condition.OnParameter condition, Writing writing) {
    if (Type.of(condition.parameter().type()).isEmpty()) {
      writing.javaCode("a condition on parameter '" + condition.parameter().name()
          + "', of the type " + condition.parameter().type().getSimpleName());
    }
    return condition.value();
  }

  /** A text whose meaning the type decides. */
  private static final class Value implements Shape<Scalar, Object> {
    @Override
    public @Nullable Scalar read(YamlNode node, Reading reading) {
      if (node instanceof Scalar scalar) {
        return scalar;
      }
      reading.unexpected(node, "a text, a number, true or false");
      return null;
    }

    @Override
    public Object write(Object value, Writing writing) {
      return value;
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return Shapes.text().schema(definitions);
    }
  }
}
