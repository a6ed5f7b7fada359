package dev.slipway.journal;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Fills records with values, so that no new type of event or reason can be forgotten. */
final class Samples {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456789Z");

  private Samples() {}

  /** Returns a value for each record of a sealed interface. */
  static <T> Stream<T> ofAll(Class<T> sealedType) {
    return Arrays.stream(sealedType.getPermittedSubclasses())
        .map(type -> sealedType.cast(of(type, 0)));
  }

  private static Object of(Type type, int depth) {
    if (type instanceof ParameterizedType parameterized) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return parameterized.getRawType() == List.class
          ? List.of(of(arguments[0], depth + 1))
          : Map.of("key \"ü\"", of(arguments[arguments.length - 1], depth + 1));
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord()) {
      return record(raw, depth);
    } else if (raw.isSealed()) {
      Class<?>[] types = raw.getPermittedSubclasses();
      return record(depth < 3 ? types[types.length - 1] : types[0], depth);
    } else if (raw.isEnum()) {
      Object[] constants = raw.getEnumConstants();
      return constants[constants.length - 1];
    }
    return switch (raw.getSimpleName()) {
      case "String" -> "text with ' \" \\ \n \u0000 \u2028 ü 🚀";
      case "Object" -> 42L;
      case "int" -> 7;
      case "long" -> Long.MAX_VALUE;
      case "boolean" -> true;
      case "Instant" -> NOON;
      case "Duration" -> Duration.ofMillis(1234);
      default -> throw new AssertionError("no sample of " + type + "; add one");
    };
  }

  private static Object record(Class<?> type, int depth) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments = Arrays.stream(components)
        .map(component -> of(component.getGenericType(), depth + 1))
        .toArray();
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.getName(), e);
    }
  }
}
