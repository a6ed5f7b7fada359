package dev.slipway.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A typed value that a build can be started with. Made by {@link PipelineBuilder#parameter}; immutable.
 *
 * @param name its name, unique in the pipeline
 * @param type its type: {@code String}, {@code Integer}, {@code Long}, {@code Double}, {@code Boolean} or an enum
 * @param defaultValue the value when none is given, or null if one must be given
 * @since 0.1
 */
public record Parameter<T>(
    String name, Class<T> type, @Nullable T defaultValue) {
  /**
   * Makes a parameter.
   *
   * @throws NullPointerException if the name or the type is null
   */
  public Parameter {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
  }
}
