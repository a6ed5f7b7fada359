package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
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
