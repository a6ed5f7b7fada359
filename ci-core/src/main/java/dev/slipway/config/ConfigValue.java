package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import dev.slipway.diagnostic.Similar;
import dev.slipway.model.Image;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value in a file, with its place. Whoever asks for a value of a kind that it is not gets an empty one, and the mistake is reported,
 * together with all others of the file. The value does not change; reports go to the reader of the file. For one thread, and not to be
 * kept.
 *
 * @since 0.1
 */
public final class ConfigValue {
  private final YamlNode node;
  private final Reading reading;

  ConfigValue(YamlNode node, Reading reading) {
    this.node = node;
    this.reading = reading;
  }

  /** Returns where it is, as {@code file:line:column}. */
  public String place() {
    return node.at().toString();
  }

  /** Returns whether it is a text, a number, or true or false. */
  public boolean isText() {
    return node instanceof Scalar;
  }

  /** Returns whether it is a list. */
  public boolean isList() {
    return node instanceof Sequence;
  }

  /** Returns whether it is a mapping. */
  public boolean isMap() {
    return node instanceof Mapping;
  }

  /** Returns the text as it is written; empty, and a report, if it is none. */
  public String text() {
    return or(Shapes.text().read(node, reading), "");
  }

  /** Returns the whole number; zero, and a report, if it is none. */
  public int integer() {
    return or(Shapes.integer().read(node, reading), 0);
  }

  /** Returns the number; zero, and a report, if it is none. */
  public double decimal() {
    return or(Shapes.decimal().read(node, reading), 0.0);
  }

  /** Returns what {@code true} or {@code false} says; false, and a report, if it is neither. */
  public boolean flag() {
    return or(Shapes.flag().read(node, reading), false);
  }

  /** Returns a time such as {@code 1h 30m}; zero, and a report, if it is none. */
  public Duration duration() {
    return or(Amounts.duration().read(node, reading), Duration.ZERO);
  }

  /** Returns a container image, by its name or with more to say, as steps have it; one without a name, and a report, if it is none. */
  public Image image() {
    return or(ImageShape.IMAGE.read(node, reading), Image.of(""));
  }

  /** Returns a constant by its name in small letters with hyphens; the first one, and a report, if there is none. */
  public <E extends Enum<E>> E choice(Class<E> type) {
    return or(Shapes.word(type).read(node, reading), type.getEnumConstants()[0]);
  }

  /** Returns the elements of a list; a value that is no list is taken for a list of it alone. */
  public List<ConfigValue> list() {
    List<YamlNode> items = node instanceof Sequence list ? list.items() : List.of(node);
    return items.stream().map(this::part).toList();
  }

  /** Returns the values of a mapping by their keys, in the order written; none, and a report, if it is no mapping. */
  public Map<String, ConfigValue> map() {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    if (node instanceof Mapping mapping) {
      mapping.entries().forEach((key, entry) -> values.put(key, part(entry.value())));
    } else {
      reading.unexpected(node, "a mapping");
    }
    return Collections.unmodifiableMap(values);
  }

  /** Returns the value of a key of a mapping, if it is there. What is no mapping has no keys. */
  public Optional<ConfigValue> find(String key) {
    Objects.requireNonNull(key, "key");
    return node instanceof Mapping mapping ? mapping.value(key).map(this::part) : Optional.empty();
  }

  /** Returns the value of a key; nothing, and a report, if it is not there. */
  public ConfigValue get(String key) {
    return find(key).orElseGet(() -> {
      reading.missing(node, key, "its value");
      return part(new YamlNode.Mapping(node.at(), Map.of())).silent();
    });
  }

  /** Hands on the value of a key, if it is there. */
  public ConfigValue with(String key, Consumer<ConfigValue> consumer) {
    find(key).ifPresent(consumer);
    return this;
  }

  /** Reports every key of a mapping that is not among these, with what was perhaps meant, and returns this value. */
  public ConfigValue only(String... keys) {
    List<String> known = List.of(keys);
    if (node instanceof Mapping mapping) {
      mapping.entries().values().stream()
          .filter(entry -> !known.contains(entry.key().text()))
          .forEach(entry -> reading
              .findings()
              .problem(
                  entry.key().at(),
                  "the key '" + entry.key().text() + "', which is not known here",
                  "one of " + String.join(", ", known)
                      + Similar.hint(entry.key().text(), known),
                  "correct it, or leave it out"));
    } else {
      reading.unexpected(node, "a mapping with keys such as " + String.join(", ", known));
    }
    return this;
  }

  /** Reports that something is wrong with the value. */
  public void problem(String found, String expected, String remedy) {
    reading.findings().problem(node.at(), found, expected, remedy);
  }

  private ConfigValue part(YamlNode other) {
    return new ConfigValue(other, reading);
  }

  /** Returns a value whose reports nobody gets, as what is wrong was told already. */
  private ConfigValue silent() {
    return new ConfigValue(node, reading.unheard());
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
