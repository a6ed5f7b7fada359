package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The shapes that others are made of. */
final class Shapes {
  private static final Shape<String, String> TEXT = new Atom<>(
      "a text", text -> text, text -> text, Map.of("type", List.of("string", "number", "boolean")));
  private static final Shape<Boolean, Boolean> FLAG = new Atom<>(
      "true or false",
      Shapes::truth,
      on -> on,
      Map.of("enum", List.of(true, false, "true", "false")));

  private Shapes() {}

  /** What is written as one text. The parser returns null, or throws NumberFormatException, for what is none. */
  record Atom<V>(
      String expected,
      Parser<V> parser,
      Function<V, Object> writer,
      Map<String, Object> description)
      implements Shape<V, V> {

    interface Parser<V> {
      @Nullable
      V parse(String text);
    }

    @Override
    public @Nullable V read(YamlNode node, Reading reading) {
      V value = null;
      if (node instanceof Scalar scalar) {
        try {
          value = parser.parse(scalar.text());
        } catch (ArithmeticException | NumberFormatException tooLargeOrNone) {
          value = null;
        }
      }
      if (value == null) {
        reading.unexpected(node, expected);
      }
      return value;
    }

    @Override
    public Object write(V value, Writing writing) {
      return writer.apply(value);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return description;
    }
  }

  static Shape<String, String> text() {
    return TEXT;
  }

  static @Nullable Boolean truth(String text) {
    boolean is = text.equals("true");
    return (is || text.equals("false")) ? is : null;
  }

  static Shape<Boolean, Boolean> flag() {
    return FLAG;
  }

  static Shape<Integer, Integer> integer() {
    return new Atom<>("a whole number", Integer::valueOf, n -> n, wholeNumber());
  }

  static Shape<Long, Long> wide() {
    return new Atom<>("a whole number", Long::valueOf, n -> n, wholeNumber());
  }

  static Shape<Double, Double> decimal() {
    return new Atom<>(
        "a number",
        Double::valueOf,
        n -> n,
        twoOf("type", List.of("number", "string"), "pattern", "^[-+0-9.eE]+$"));
  }

  private static Map<String, Object> wholeNumber() {
    return twoOf("type", List.of("integer", "string"), "pattern", "^[-+]?[0-9]+$");
  }

  /** A map that keeps its order, so that a schema is always the same text. */
  private static Map<String, Object> twoOf(
      String first, Object value, String second, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, value);
    map.put(second, other);
    return map;
  }

  /** A constant of an enum, in small letters with hyphens. */
  static <E extends Enum<E>> Shape<E, E> word(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(word(constant), constant);
    }
    return new Atom<>(
        "one of " + String.join(", ", words.keySet()),
        words::get,
        Shapes::word,
        Map.of("enum", List.copyOf(words.keySet())));
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** A list, or its one element alone. */
  static <R, W> Shape<List<R>, List<W>> listOf(Shape<R, W> element) {
    return new ListShape<>(element, true);
  }

  /** The words of a command. */
  static Shape<List<String>, List<String>> words() {
    return new ListShape<>(TEXT, false);
  }

  private record ListShape<R, W>(Shape<R, W> element, boolean alone)
      implements Shape<List<R>, List<W>> {
    @Override
    public @Nullable List<R> read(YamlNode node, Reading reading) {
      if (node instanceof YamlNode.Null) {
        reading.unexpected(node, "a list");
        return null;
      }
      List<YamlNode> items = node instanceof Sequence list ? list.items() : List.of(node);
      List<R> values = new ArrayList<>();
      for (YamlNode item : items) {
        R value = element.read(item, reading);
        if (value != null) {
          values.add(value);
        }
      }
      return values;
    }

    @Override
    public Object write(List<W> value, Writing writing) {
      return alone && value.size() == 1
          ? element.write(value.get(0), writing)
          : value.stream().map(item -> element.write(item, writing)).toList();
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      Map<String, Object> one = element.schema(definitions);
      Map<String, Object> many = new LinkedHashMap<>();
      many.put("type", "array");
      many.put("items", one);
      return Map.of("anyOf", List.of(one, many));
    }
  }

  /** Names with values, in the order written. */
  static <R, W> Shape<Map<String, R>, Map<String, W>> mapOf(Shape<R, W> value) {
    return new MapShape<>(value);
  }

  private record MapShape<R, W>(Shape<R, W> value)
      implements Shape<Map<String, R>, Map<String, W>> {
    @Override
    public @Nullable Map<String, R> read(YamlNode node, Reading reading) {
      if (!(node instanceof Mapping mapping)) {
        reading.unexpected(node, "a mapping of names and values");
        return null;
      }
      Map<String, R> values = new LinkedHashMap<>();
      for (Entry entry : mapping.entries().values()) {
        R read = value.read(entry.value(), reading);
        if (read != null) {
          values.put(entry.key().text(), read);
        }
      }
      return values;
    }

    @Override
    public Object write(Map<String, W> values, Writing writing) {
      Map<String, Object> out = new LinkedHashMap<>();
      values.forEach((name, item) -> out.put(name, value.write(item, writing)));
      return out;
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("additionalProperties", value.schema(definitions));
      return schema;
    }
  }

  /** A value of which a table says the parts. */
  static <V> Shape<V, V> of(Table<V, V> table, V start) {
    return new Mapped<Change<V>, V, V, V>(table, change -> change.on(start), value -> value);
  }

  /** A shape of something else. */
  static <A, R, B, W> Shape<R, W> mapped(
      Shape<A, B> shape, Function<A, R> afterReading, Function<W, B> beforeWriting) {
    return new Mapped<>(shape, afterReading, beforeWriting);
  }

  private record Mapped<A, R, B, W>(
      Shape<A, B> shape, Function<A, R> afterReading, Function<W, B> beforeWriting)
      implements Shape<R, W> {
    @Override
    public @Nullable R read(YamlNode node, Reading reading) {
      A value = shape.read(node, reading);
      return value == null ? null : afterReading.apply(value);
    }

    @Override
    public Object write(W value, Writing writing) {
      return shape.write(beforeWriting.apply(value), writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return shape.schema(definitions);
    }
  }

  /** A value that is mostly one text, and a mapping where there is more to say. */
  record ShortOrLong<A, V>(
      Shape<A, A> brief, Function<A, V> whole, Key.Getter<V, A> part, Shape<V, V> full)
      implements Shape<V, V> {
    @Override
    public @Nullable V read(YamlNode node, Reading reading) {
      if (node instanceof Mapping) {
        return full.read(node, reading);
      }
      A value = brief.read(node, reading);
      return value == null ? null : whole.apply(value);
    }

    @Override
    public Object write(V value, Writing writing) {
      A alone = part.of(value);
      return alone != null && whole.apply(alone).equals(value)
          ? brief.write(alone, writing)
          : full.write(value, writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return Map.of("anyOf", List.of(brief.schema(definitions), full.schema(definitions)));
    }
  }

  /** A shape that is made later, for those that are parts of themselves. */
  record Later<R, W>(Supplier<Shape<R, W>> shape) implements Shape<R, W> {
    @Override
    public @Nullable R read(YamlNode node, Reading reading) {
      return shape.get().read(node, reading);
    }

    @Override
    public Object write(W value, Writing writing) {
      return shape.get().write(value, writing);
    }

    @Override
    public Map<String, Object> schema(Map<String, Object> definitions) {
      return shape.get().schema(definitions);
    }
  }
}
