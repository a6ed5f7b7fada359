package dev.slipway.deploy;

import dev.slipway.deploy.target.Target;
import dev.slipway.model.DefinitionException;
import dev.slipway.smoke.SmokeTest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somewhere a release is put to be used, such as staging or production: the machinery, the configuration that belongs to the
 * place, and how a release proves itself. Immutable and thread-safe, as far as its target is.
 *
 * <pre>{@code
 * Environment production = Environment.named("production", e -> e
 *     .target(target)
 *     .env("GREETING", "Hello")
 *     .smoke(t -> t.get("/", r -> r.status(200).bodyContains("Shop")))
 *     .keep(5));
 * }</pre>
 *
 * @since 0.1
 */
public final class Environment {
  private final String name;
  private final Target target;
  private final @Nullable SmokeTest smoke;
  private final Map<String, String> configuration;
  private final int keep;
  private final Path records;

  Environment(
      String name,
      Target target,
      @Nullable SmokeTest smoke,
      Map<String, String> configuration,
      int keep,
      Path records) {
    this.name = name;
    this.target = target;
    this.smoke = smoke;
    this.configuration = Collections.unmodifiableMap(new TreeMap<>(configuration));
    this.keep = keep;
    this.records = records;
  }

  /**
   * Defines an environment.
   *
   * @param name letters, digits, {@code -}, {@code _} and {@code .}; what is recorded is found again by it
   * @throws DefinitionException if something is wrong with the definition; all of it is told
   */
  public static Environment named(String name, Consumer<EnvironmentBuilder> definition) {
    EnvironmentBuilder builder = new EnvironmentBuilder(Objects.requireNonNull(name, "name"));
    definition.accept(builder);
    return builder.build();
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the configuration that new releases get. */
  public Map<String, String> configuration() {
    return configuration;
  }

  /** Returns how many releases are kept for a way back, the one that is served included. */
  public int keep() {
    return keep;
  }

  Target target() {
    return target;
  }

  @Nullable
  SmokeTest smoke() {
    return smoke;
  }

  Records records() {
    return new FileRecords(records.resolve(name));
  }

  @Override
  public String toString() {
    return "environment '" + name + "'";
  }
}
