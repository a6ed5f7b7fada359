package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fits the parameters that were given to those that a pipeline declares. */
final class Parameters {
  private Parameters() {}

  static Map<String, Object> complete(
      Pipeline pipeline, BuildContext context, List<Problem> problems) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Parameter<?> parameter : pipeline.parameters()) {
      String place = "pipeline '" + pipeline.name() + "', parameter '" + parameter.name() + "'";
      Object given = context.parameters().get(parameter.name());
      Object value = given == null
          ? parameter.defaultValue()
          : converted(parameter.type(), given).orElse(null);
      if (value != null) {
        values.put(parameter.name(), value);
      } else {
        String found = given == null ? "no value" : "the value '" + given + "'";
        problems.add(
            new Problem(place, found, expected(parameter.type()), "give the build a value for it"));
      }
    }
    for (String name : context.parameters().keySet()) {
      if (pipeline.parameters().stream().noneMatch(parameter -> parameter.name().equals(name))) {
        String declared =
            pipeline.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
        problems.add(new Problem(
            "pipeline '" + pipeline.name() + "'",
            "a value for the parameter '" + name + "', which it does not declare",
            declared.isEmpty() ? "no parameters" : "one of " + declared,
            "correct the name, or declare the parameter"));
      }
    }
    return values;
  }

  /** Takes a value of the type itself, and its text or another number where that says the same. */
  private static Optional<Object> converted(Class<?> type, Object given) {
    if (type.isInstance(given)) {
      return Optional.of(given);
    }
    String text = given.toString();
    try {
      if (type == Integer.class) {
        return Optional.of(Integer.valueOf(text));
      } else if (type == Long.class) {
        return Optional.of(Long.valueOf(text));
      } else if (type == Double.class) {
        return Optional.of(Double.valueOf(text));
      }
    } catch (NumberFormatException noNumber) {
      return Optional.empty();
    }
    if (type == Boolean.class && (text.equals("true") || text.equals("false"))) {
      return Optional.of(Boolean.valueOf(text));
    }
    return constants(type)
        .filter(constant -> ((Enum<?>) constant).name().equals(text))
        .findFirst();
  }

  private static Stream<Object> constants(Class<?> type) {
    return type.isEnum() ? Arrays.stream((Object[]) type.getEnumConstants()) : Stream.empty();
  }

  private static String expected(Class<?> type) {
    return type.isEnum()
        ? "one of " + constants(type).map(Object::toString).collect(Collectors.joining(", "))
        : "a value of type " + type.getSimpleName();
  }
}
