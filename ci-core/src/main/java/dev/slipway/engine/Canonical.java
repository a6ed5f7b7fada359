package dev.slipway.engine;

import dev.slipway.model.Readiness;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value of the model as text that is the same in every process: each Java virtual machine has sets and maps in an order of its
 * own. What a record gains later is part of its text by itself.
 */
final class Canonical {
  private Canonical() {}

  static String text(@Nullable Object value) {
    if (value instanceof Readiness.Passes passes) {
      return quoted(passes.toString());
    } else if (value instanceof Record part) {
      return part.getClass().getSimpleName() + text(parts(part));
    } else if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((name, inner) -> sorted.put(text(name), text(inner)));
      StringJoiner joined = new StringJoiner(",", "{", "}");
      sorted.forEach((name, inner) -> joined.add(name + ":" + inner));
      return joined.toString();
    } else if (value instanceof Set<?> set) {
      return new TreeSet<>(texts(set)).toString();
    } else if (value instanceof Collection<?> list) {
      return texts(list).toString();
    }
    return quoted(Objects.toString(value));
  }

  /** Returns the components of a record by their names. */
  static Map<String, @Nullable Object> parts(Record value) {
    Map<String, @Nullable Object> parts = new TreeMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        parts.put(component.getName(), component.getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a record of the model that cannot be read", e);
      }
    }
    return parts;
  }

  private static List<String> texts(Collection<?> values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(text(value)));
    return texts;
  }

  /** Two values that are not the same must not come to the same text. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
