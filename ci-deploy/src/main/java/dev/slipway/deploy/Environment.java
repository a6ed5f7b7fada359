package dev.slipway.deploy;

import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.Target;
import dev.slipway.model.DefinitionException;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.SecretVersions;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.store.Database;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private final Map<String, String> secrets;
  private final @Nullable SealingKey sealingKey;
  private final @Nullable SecretVersions secretVersions;
  private final int keep;
  private final Strategy strategy;
  private final Duration bakeTime;
  private final boolean rehearsed;
  private final Database store;
  private final Opening opening;
  private final Map<String, Set<String>> approvals;
  private final Hooks hooks;

  /** Takes what was collected, and with it what was made of that. */
  Environment(EnvironmentBuilder from, Target target, Strategy strategy, Opening opening) {
    this.name = from.name;
    this.target = target;
    this.smoke = from.smoke;
    this.configuration = Collections.unmodifiableMap(new TreeMap<>(from.configuration));
    this.secrets = Collections.unmodifiableMap(new TreeMap<>(from.secrets));
    this.sealingKey = from.sealingKey;
    this.secretVersions = from.secretVersions;
    this.keep = from.keep;
    this.strategy = strategy;
    this.bakeTime = from.bakeTime;
    this.rehearsed = from.rehearsed;
    this.store = from.store;
    this.opening = opening;
    this.approvals = Collections.unmodifiableMap(new LinkedHashMap<>(from.approvals));
    this.hooks = new Hooks(from.hooks, from.hookLimit);
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

  /** Returns the secrets that new releases get: what the application calls each, and what the pipeline or the source calls it. */
  public Map<String, String> secrets() {
    return secrets;
  }

  @Nullable
  SealingKey sealingKey() {
    return sealingKey;
  }

  @Nullable
  SecretVersions secretVersions() {
    return secretVersions;
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

  /** Returns how a new release takes the place of the old one. */
  public Strategy strategy() {
    return strategy;
  }

  /** Returns how long a new release with traffic is watched before the deployment is over. */
  public Duration bakeTime() {
    return bakeTime;
  }

  /** Returns whether the way back is proved before a release gets traffic. */
  boolean isRehearsed() {
    return rehearsed;
  }

  /** Returns when it may be deployed to. */
  Opening opening() {
    return opening;
  }

  /** Returns the names of the approvals it wants, with those who may give them; none for anybody. */
  Map<String, Set<String>> approvals() {
    return approvals;
  }

  Hooks hooks() {
    return hooks;
  }

  Records records() {
    return new Records(store, name);
  }

  @Override
  public String toString() {
    return "environment '" + name + "'";
  }
}
