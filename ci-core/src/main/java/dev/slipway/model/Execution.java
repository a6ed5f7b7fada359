package dev.slipway.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * In what surroundings the commands of a step run. Immutable.
 *
 * @param image the container image, or null to run on this machine
 * @param directory the working directory, as a path from the root of the workspace; empty for the root
 * @param variables environment variables
 * @param secrets names of secrets by the environment variable that gets them
 * @param services containers beside the step by their names, in the order they start
 * @since 0.1
 */
public record Execution(
    @Nullable Image image,
    String directory,
    Map<String, String> variables,
    Map<String, String> secrets,
    Map<String, Service> services) {
  private static final Execution PLAIN = new Execution(null, "", Map.of(), Map.of(), Map.of());

  /** Makes surroundings. */
  public Execution {
    variables = Map.copyOf(variables);
    secrets = Map.copyOf(secrets);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  /** Returns the surroundings of a step that says nothing about them. */
  public static Execution plain() {
    return PLAIN;
  }

  /** Returns the images of the step and of the containers beside it. */
  public Set<Image> images() {
    Set<Image> all = new LinkedHashSet<>();
    if (image != null) {
      all.add(image);
    }
    services.values().forEach(service -> all.add(service.image()));
    return all;
  }

  /** Returns a copy with other images, those of the containers beside the step included. */
  public Execution withImages(UnaryOperator<Image> other) {
    Map<String, Service> replaced = new LinkedHashMap<>();
    services.forEach(
        (alias, service) -> replaced.put(alias, service.withImage(other.apply(service.image()))));
    return new Execution(
        image == null ? null : other.apply(image), directory, variables, secrets, replaced);
  }

  /** Returns a copy that also has these variables where it has none of the same name. */
  Execution withDefaults(Map<String, String> defaults) {
    if (defaults.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.putAll(variables);
    return new Execution(image, directory, all, secrets, services);
  }
}
