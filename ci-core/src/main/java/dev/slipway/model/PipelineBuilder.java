package dev.slipway.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a pipeline: a serial group, and what is true for the whole build. Handed to the lambda of
 * {@link Pipeline#named}; not to be kept. For one thread.
 *
 * @since 0.1
 */
public final class PipelineBuilder extends GroupBuilder {
  private final Map<String, String> variables = new LinkedHashMap<>();
  private @Nullable Duration timeLimit;

  PipelineBuilder() {
    super(new Collected());
  }

  /**
   * Declares a parameter that a build must be given.
   *
   * @param type {@code String}, {@code Integer}, {@code Long}, {@code Double}, {@code Boolean} or an enum
   */
  public <T> Parameter<T> parameter(String name, Class<T> type) {
    return declared(new Parameter<>(name, type, null));
  }

  /** Declares a parameter with a default value, whose type it has. */
  @SuppressWarnings(
      "unchecked") // the class of a T is a Class of T or of a subclass, which the check on types
  // refuses
  public <T> Parameter<T> parameter(String name, T defaultValue) {
    Class<T> type = (Class<T>)
        (Objects.requireNonNull(defaultValue, "defaultValue") instanceof Enum<?> constant
            ? constant.getDeclaringClass()
            : defaultValue.getClass());
    return declared(new Parameter<>(name, type, defaultValue));
  }

  /** Adds an environment variable for all steps; a step's own variable of the same name wins. */
  public PipelineBuilder env(String variable, String value) {
    variables.put(
        Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Limits the time of the whole build, without the time in which nothing runs and it only waits at gates. */
  public PipelineBuilder timeLimit(Duration limit) {
    timeLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  Pipeline pipeline(String name) {
    return new Pipeline(
        name, build(name, Group.Kind.SERIAL, ""), variables, timeLimit, collected());
  }

  private <T> Parameter<T> declared(Parameter<T> parameter) {
    collected().parameters.add(parameter);
    return parameter;
  }
}
