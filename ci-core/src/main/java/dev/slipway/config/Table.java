package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one kind of mapping. What is read is something to do to what is built, in the order of the table, whatever the order in
 * the file.
 */
final class Table<B, S> implements Shape<Change<B>, S> {
  private final String name;
  private final String help;
  private final List<Key<B, S, ?, ?>> keys;

  Table(String name, String help, List<? extends Key<B, S, ?, ?>> keys) {
    this.name = name;
    this.help = help;
    this.keys = List.copyOf(keys);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // they are only copied
  static <B, S> Table<B, S> of(String name, String help, Key<B, S, ?, ?>... keys) {
    return new Table<>(name, help, List.of(keys));
  }

  List<Key<B, S, ?, ?>> keys() {
    return keys;
  }

  /** Joins keys of several tables. */
  static <B, S> List<Key<B, S, ?, ?>> joined(
      List<? extends Key<B, S, ?, ?>> first, List<? extends Key<B, S, ?, ?>> second) {
    return Stream.<Key<B, S, ?, ?>>concat(first.stream(), second.stream()).toList();
  }

  @Override
  public @Nullable Change<B> read(YamlNode node, Reading reading) {
    if (!(node instanceof Mapping mapping)) {
      reading.unexpected(node, "a mapping with keys such as " + some());
      return null;
    }
    unknown(mapping, reading);
    List<Change<B>> changes = new ArrayList<>();
    for (Key<B, S, ?, ?> key : keys) {
      Entry entry = mapping.entries().get(key.name());
      if (entry == null) {
        if (key.required()) {
          reading.missing(mapping, key.name(), key.help());
        }
        continue;
      }
      Change<B> change = key.read(entry.value(), reading);
      if (change != null) {
        changes.add(change);
      }
    }
    return built -> {
      B result = built;
      for (Change<B> change : changes) {
        result = change.on(result);
      }
      return result;
    };
  }

  private void unknown(Mapping mapping, Reading reading) {
    List<String> known = keys.stream().map(Key::name).toList();
    for (Entry entry : mapping.entries().values()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        reading
            .findings()
            .problem(
                entry.key().at(),
                "the key '" + key + "', which " + name + " does not have",
                "one of " + String.join(", ", known) + Similar.hint(key, known),
                "correct it, or leave it out");
      }
    }
  }

  private String some() {
    return String.join(", ", keys.stream().limit(3).map(Key::name).toList());
  }

  @Override
  public Object write(S source, Writing writing) {
    Map<String, Object> out = new LinkedHashMap<>();
    keys.forEach(key -> key.write(source, out, writing));
    return out;
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    String id = name.substring(name.indexOf(' ') + 1).replace(' ', '-');
    if (!definitions.containsKey(id)) {
      Map<String, Object> schema = new LinkedHashMap<>();
      definitions.put(id, schema);
      schema.put("description", help);
      schema.put("type", "object");
      Map<String, Object> properties = new LinkedHashMap<>();
      for (Key<B, S, ?, ?> key : keys) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", key.help());
        property.putAll(key.shape().schema(definitions));
        properties.put(key.name(), property);
      }
      schema.put("properties", properties);
      List<String> required = keys.stream().filter(Key::required).map(Key::name).toList();
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      schema.put("additionalProperties", false);
    }
    return Map.of("$ref", "#/$defs/" + id);
  }
}
