package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key of a mapping.
 *
 * @param name how it is written
 * @param help what it says, for editors
 * @param shape what its value looks like
 * @param set hands the value to what is built
 * @param get takes the value out of what is written; null to leave the key out
 * @param required whether it must be there
 */
record Key<B, S, R, W>(
    String name,
    String help,
    Shape<R, W> shape,
    Setter<B, R> set,
    Getter<S, W> get,
    boolean required) {

  /** Hands a value to what is built, and returns that or a changed copy. */
  interface Setter<B, R> {
    B put(B built, R value);
  }

  /** Hands a name and its value to what is built, and returns that or a changed copy. */
  interface EntrySetter<B, R> {
    B put(B built, String name, R value);
  }

  /** Takes a part out of a value. */
  interface Getter<S, W> {
    @Nullable
    W of(S source);
  }

  static <B, S, R, W> Key<B, S, R, W> of(
      String name, String help, Shape<R, W> shape, Setter<B, R> set, Getter<S, W> get) {
    return new Key<>(name, help, shape, set, get, false);
  }

  /** Makes a key that is {@code true} or left out. */
  static <B, S> Key<B, S, Boolean, Boolean> flag(
      String name, String help, Change<B> set, Getter<S, Boolean> get) {
    return of(name, help, Shapes.flag(), (b, on) -> on ? set.on(b) : b, source -> {
      Boolean on = get.of(source);
      return Boolean.TRUE.equals(on) ? on : null;
    });
  }

  /** Makes a key for names with values, which are handed over one by one. */
  static <B, S, R, W> Key<B, S, Map<String, R>, Map<String, W>> entries(
      String name,
      String help,
      Shape<R, W> value,
      EntrySetter<B, R> set,
      Getter<S, Map<String, W>> get) {
    return of(
        name,
        help,
        Shapes.mapOf(value),
        (built, values) -> {
          B result = built;
          for (Map.Entry<String, R> entry : values.entrySet()) {
            result = set.put(result, entry.getKey(), entry.getValue());
          }
          return result;
        },
        get);
  }

  /** Makes a key for a list, whose elements are handed over one by one. */
  static <B, S, R, W> Key<B, S, List<R>, List<W>> elements(
      String name, String help, Shape<R, W> element, Setter<B, R> set, Getter<S, List<W>> get) {
    return of(
        name,
        help,
        Shapes.listOf(element),
        (built, values) -> {
          B result = built;
          for (R value : values) {
            result = set.put(result, value);
          }
          return result;
        },
        get);
  }

  Key<B, S, R, W> must() {
    return new Key<>(name, help, shape, set, get, true);
  }

  /** Reads the value of the key into something to do to what is built; null where it has told what is wrong. */
  @Nullable
  Change<B> read(YamlNode node, Reading reading) {
    R value = shape.read(node, reading);
    return value == null ? null : built -> set.put(built, value);
  }

  void write(S source, Map<String, Object> out, Writing writing) {
    W value = get.of(source);
    if (value != null) {
      out.put(name, shape.write(value, writing));
    }
  }
}
