package dev.slipway.config;

import dev.slipway.model.StepAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How an action is written in a file. It gets what stands in the file as plain values and makes the action of them, and the other way
 * round. Registered with {@link SlipwayYaml#withKey} or {@link SlipwayYaml#withAction}. Implementations have no state of their own
 * that changes; one object may read several files at once.
 *
 * @param <A> the action; it needs {@code equals} for a pipeline to be written
 * @since 0.1
 */
public interface ActionFormat<A extends StepAction<?>> {

  /** Returns the class of the actions that it writes. */
  Class<A> type();

  /**
   * Makes an action of what a file says. Called each time a file is read, on the thread of the reader; must not block. What is wrong is
   * reported with {@link ConfigValue#problem}, and {@link ConfigValue} does it by itself for values of another kind; then it goes on
   * with what it has, so that all is told together.
   *
   * @return the action, or null if something is wrong and was reported
   * @throws IllegalArgumentException if something is wrong; the message is reported at the place of the value
   */
  @Nullable
  A read(ConfigValue value);

  /**
   * Returns what {@link #read} makes an equal action of: text, numbers, booleans, durations, images, enum constants, and lists and maps
   * with text keys of these. Called for actions of {@link #type} only.
   *
   * @throws IllegalArgumentException if a file cannot say what the action is; the message says what it has
   */
  Object write(A action);

  /** Returns the JSON Schema, draft 2020-12, of what a file says, as plain values; empty for anything. */
  default Map<String, Object> schema() {
    return Map.of();
  }

  /**
   * Returns the schema of a mapping that has no other keys than these, whatever their values.
   *
   * @throws NullPointerException if a key is null
   */
  static Map<String, Object> schemaOf(String... keys) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List.of(keys).forEach(key -> properties.put(key, Map.of()));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    return schema;
  }

  /**
   * Returns a format made of functions.
   *
   * @throws NullPointerException if an argument is null
   */
  static <A extends StepAction<?>> ActionFormat<A> of(
      Class<A> type, Function<ConfigValue, A> reader, Function<A, Object> writer) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(reader, "reader");
    Objects.requireNonNull(writer, "writer");
    return new ActionFormat<>() {
      @Override
      public Class<A> type() {
        return type;
      }

      @Override
      public A read(ConfigValue value) {
        return reader.apply(value);
      }

      @Override
      public Object write(A action) {
        return writer.apply(action);
      }
    };
  }
}
