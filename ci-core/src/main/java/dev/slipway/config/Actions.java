package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.model.Image;
import dev.slipway.model.StepAction;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The actions that files may name. Immutable. */
final class Actions {
  private final Map<String, ActionFormat<?>> keys;
  private final Map<String, ActionFormat<?>> names;

  Actions(Map<String, ActionFormat<?>> keys, Map<String, ActionFormat<?>> names) {
    this.keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    this.names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** Returns those that have a key of their own. */
  Map<String, ActionFormat<?>> keys() {
    return keys;
  }

  /** Returns those that {@code uses} names. */
  Map<String, ActionFormat<?>> names() {
    return names;
  }

  Actions withKey(String key, ActionFormat<?> format) {
    return new Actions(plus(keys, key, format), names);
  }

  Actions withName(String name, ActionFormat<?> format) {
    return new Actions(keys, plus(names, name, format));
  }

  private static Map<String, ActionFormat<?>> plus(
      Map<String, ActionFormat<?>> all, String name, ActionFormat<?> format) {
    Map<String, ActionFormat<?>> more = new LinkedHashMap<>(all);
    if (more.put(name, format) != null) {
      throw new IllegalArgumentException("'" + name + "' is registered already");
    }
    return more;
  }

  /** Returns the name of the first format that writes an action. */
  static Optional<String> nameOf(Map<String, ActionFormat<?>> formats, StepAction<?> action) {
    return formats.entrySet().stream()
        .filter(format -> format.getValue().type().isInstance(action))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Reads an action; null where what is wrong was told. */
  static @Nullable StepAction<?> read(ActionFormat<?> format, YamlNode node, Reading reading) {
    int before = reading.findings().count();
    try {
      StepAction<?> action = format.read(new ConfigValue(node, reading));
      if (action == null && reading.findings().count() == before) {
        reading.unexpected(node, "what makes an action");
      }
      return action;
    } catch (IllegalArgumentException e) {
      if (reading.findings().count() == before) {
        reading
            .findings()
            .problem(
                node.at(), String.valueOf(e.getMessage()), "what makes an action", "correct it");
      }
      return null;
    }
  }

  /** Writes an action. */
  static <A extends StepAction<?>> Object write(
      ActionFormat<A> format, StepAction<?> action, Writing writing) {
    try {
      return plain(format.write(format.type().cast(action)), writing);
    } catch (IllegalArgumentException e) {
      writing.problem(
          "an action that its format cannot write: " + e.getMessage(),
          "an action that a file can say",
          "leave it in Java");
      return Map.of();
    }
  }

  private static Object plain(Object value, Writing writing) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> all = new LinkedHashMap<>();
      map.forEach((key, part) -> all.put(String.valueOf(key), plain(part, writing)));
      return all;
    } else if (value instanceof Collection<?> list) {
      return list.stream().map(part -> plain(part, writing)).toList();
    } else if (value instanceof Duration time) {
      return Amounts.text(time);
    } else if (value instanceof Image image) {
      return ImageShape.IMAGE.write(image, writing);
    } else if (value instanceof Enum<?> constant) {
      return Shapes.word(constant);
    } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    throw new IllegalArgumentException("a value of " + value.getClass().getName());
  }
}
