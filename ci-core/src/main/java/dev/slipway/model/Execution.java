package dev.slipway.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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

  /** Returns all images that it names: its own and those of its services. */
  public Stream<Image> images() {
    Stream<Image> ofServices = services.values().stream().map(Service::image);
    return image == null ? ofServices : Stream.concat(Stream.of(image), ofServices);
  }

  /** Returns a copy in which each image is replaced. */
  public Execution withImages(UnaryOperator<Image> replacement) {
    Map<String, Service> replaced = new LinkedHashMap<>();
    services.forEach((alias, service) ->
        replaced.put(alias, service.withImage(replacement.apply(service.image()))));
    Image own = image == null ? null : replacement.apply(image);
    return new Execution(own, directory, variables, secrets, replaced);
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
