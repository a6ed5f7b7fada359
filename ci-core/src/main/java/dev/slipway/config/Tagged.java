package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One of several: a word, or a mapping of one key that says which. */
final class Tagged<V> implements Shape<V, V> {
  private final String name;
  private final String help;
  private final Map<String, V> words = new LinkedHashMap<>();
  private final List<Case<V, ?, ?>> cases = new ArrayList<>();

  Tagged(String name, String help) {
    this.name = name;
    this.help = help;
  }

  private record Case<V, R, W>(
      String key, String help, Shape<R, W> shape, Function<R, V> make, Key.Getter<V, W> part) {
    @Nullable
    V read(YamlNode node, Reading reading) {
      R value = shape.read(node, reading);
      return value == null ? null : make.apply(value);
    }

    @Nullable
    Object write(V value, Writing writing) {
      W found = part.of(value);
      return found == null ? null : shape.write(found, writing);
    }
  }

  Tagged<V> word(String word, V value) {
    words.put(word, value);
    return this;
  }

  <R, W> Tagged<V> key(
      String key, String text, Shape<R, W> shape, Function<R, V> make, Key.Getter<V, W> part) {
    cases.add(new Case<>(key, text, shape, make, part));
    return this;
  }

  @Override
  public @Nullable V read(YamlNode node, Reading reading) {
    if (node instanceof Scalar scalar && words.containsKey(scalar.text())) {
      return words.get(scalar.text());
    }
    if (!(node instanceof Mapping mapping) || mapping.entries().size() != 1) {
      String found = node instanceof Mapping mapping
          ? "a mapping of " + mapping.entries().size() + " keys"
          : node.described();
      reading.findings().problem(node.at(), found, expected(), "write one of these");
      return null;
    }
    Entry entry = mapping.entries().values().iterator().next();
    for (Case<V, ?, ?> one : cases) {
      if (one.key().equals(entry.key().text())) {
        return one.read(entry.value(), reading);
      }
    }
    String key = entry.key().text();
    reading
        .findings()
        .problem(
            entry.key().at(),
            "the key '" + key + "', which " + name + " does not have",
            expected() + Similar.hint(key, cases.stream().map(Case::key).toList()),
            "correct it");
    return null;
  }

  private String expected() {
    String keys = "a mapping of one key: "
        + String.join(", ", cases.stream().map(Case::key).toList());
    return words.isEmpty() ? keys : String.join(", ", words.keySet()) + ", or " + keys;
  }

  @Override
  public Object write(V value, Writing writing) {
    for (Map.Entry<String, V> word : words.entrySet()) {
      if (word.getValue().equals(value)) {
        return word.getKey();
      }
    }
    for (Case<V, ?, ?> one : cases) {
      Object written = one.write(value, writing);
      if (written != null) {
        return Map.of(one.key(), written);
      }
    }
    throw new IllegalStateException("nothing says how to write " + value.getClass());
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    String id = name.substring(name.indexOf(' ') + 1).replace(' ', '-');
    if (!definitions.containsKey(id)) {
      Map<String, Object> schema = new LinkedHashMap<>();
      definitions.put(id, schema);
      schema.put("description", help);
      List<Object> choices = new ArrayList<>();
      if (!words.isEmpty()) {
        choices.add(Map.of("enum", List.copyOf(words.keySet())));
      }
      for (Case<V, ?, ?> one : cases) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", one.help());
        property.putAll(one.shape().schema(definitions));
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("type", "object");
        choice.put("properties", Map.of(one.key(), property));
        choice.put("required", List.of(one.key()));
        choice.put("additionalProperties", false);
        choices.add(choice);
      }
      schema.put("oneOf", choices);
    }
    return Map.of("$ref", "#/$defs/" + id);
  }
}
