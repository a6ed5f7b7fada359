package dev.slipway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * @param services containers beside the step by their names
 * @param sharedServices containers beside the step that other steps of a group see, too; the innermost group first
 * @param container what its container may use and do
 * @since 0.1
 */
public record Execution(
    @Nullable Image image,
    String directory,
    Map<String, String> variables,
    Map<String, String> secrets,
    Map<String, Service> services,
    List<ServiceGroup> sharedServices,
    ContainerOptions container) {
  private static final Execution PLAIN = in(null);

  /** Makes surroundings. */
  public Execution {
    Objects.requireNonNull(directory, "directory");
    variables = Map.copyOf(variables);
    secrets = Map.copyOf(secrets);
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    sharedServices = List.copyOf(sharedServices);
    Objects.requireNonNull(container, "container");
  }

  /** Returns the surroundings of a step that says nothing about them. */
  public static Execution plain() {
    return PLAIN;
  }

  /** Returns the images of the step and of all containers beside it. */
  public Set<Image> images() {
    Set<Image> all = new LinkedHashSet<>();
    if (image != null) {
      all.add(image);
    }
    services.values().forEach(service -> all.add(service.image()));
    sharedServices.stream()
        .flatMap(shared -> shared.services().values().stream())
        .forEach(service -> all.add(service.image()));
    return all;
  }

  /** Returns a copy with other images, those of all containers beside the step included. */
  public Execution withImages(UnaryOperator<Image> other) {
    return new Execution(
        image == null ? null : other.apply(image),
        directory,
        variables,
        secrets,
        withImages(services, other),
        sharedServices.stream()
            .map(shared -> new ServiceGroup(shared.group(), withImages(shared.services(), other)))
            .toList(),
        container);
  }

  private static Map<String, Service> withImages(
      Map<String, Service> services, UnaryOperator<Image> other) {
    Map<String, Service> replaced = new LinkedHashMap<>();
    services.forEach(
        (alias, service) -> replaced.put(alias, service.withImage(other.apply(service.image()))));
    return replaced;
  }

  /** Returns the surroundings of a step that only says its image; null for this machine. */
  public static Execution in(@Nullable Image image) {
    return new Execution(
        image, "", Map.of(), Map.of(), Map.of(), List.of(), ContainerOptions.plain());
  }

  /** Returns a copy with another working directory. */
  public Execution withDirectory(String path) {
    return new Execution(image, path, variables, secrets, services, sharedServices, container);
  }

  /** Returns a copy with these options of its container. */
  public Execution withContainer(ContainerOptions options) {
    return new Execution(image, directory, variables, secrets, services, sharedServices, options);
  }

  /** Returns whether there are containers beside the step. */
  public boolean hasServices() {
    return !services.isEmpty() || !sharedServices.isEmpty();
  }

  /** Returns a copy that also has these variables where it has none of the same name. */
  Execution withDefaults(Map<String, String> defaults) {
    if (defaults.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.putAll(variables);
    return new Execution(image, directory, all, secrets, services, sharedServices, container);
  }

  /** Returns a copy in a group with these services; a step without an image has none. */
  Execution beside(ServiceGroup outer) {
    if (image == null || outer.services().isEmpty()) {
      return this;
    }
    List<ServiceGroup> all = new ArrayList<>(sharedServices);
    all.add(outer);
    return new Execution(image, directory, variables, secrets, services, all, container);
  }

  /** Returns a copy whose shared services belong to groups of an included pipeline. */
  Execution within(String pipeline) {
    if (sharedServices.isEmpty()) {
      return this;
    }
    List<ServiceGroup> moved =
        sharedServices.stream().map(shared -> shared.within(pipeline)).toList();
    return new Execution(image, directory, variables, secrets, services, moved, container);
  }
}
