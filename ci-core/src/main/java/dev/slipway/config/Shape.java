package dev.slipway.config;

import dev.slipway.config.yaml.YamlNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of value is written in a file. Reading, writing and the schema for editors come from the same object, so that they
 * cannot differ.
 *
 * @param <R> what is read
 * @param <W> what is written
 */
interface Shape<R, W> {
  /** Reads a value; null where it has told what is wrong. */
  @Nullable
  R read(YamlNode node, Reading reading);

  /** Returns a value as text, number, boolean, list or map. */
  Object write(W value, Writing writing);

  /** Returns the JSON Schema of the value; what has a name of its own is put into {@code definitions}. */
  Map<String, Object> schema(Map<String, Object> definitions);
}
