package dev.slipway.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** Returns all images that it names: its own and those of its services, shared ones included. */
  public Stream<Image> images() {
    Stream<Image> ofServices = Stream.concat(
            Stream.of(services), sharedServices.stream().map(ServiceGroup::services))
        .flatMap(all -> all.values().stream())
        .map(Service::image);
    return image == null ? ofServices : Stream.concat(Stream.of(image), ofServices);
  }

  /** Returns a copy in which each image is replaced. */
  public Execution withImages(UnaryOperator<Image> replacement) {
    Image own = image == null ? null : replacement.apply(image);
    List<ServiceGroup> shared = sharedServices.stream()
        .map(group -> new ServiceGroup(group.group(), withImages(group.services(), replacement)))
        .toList();
    return new Execution(
        own, directory, variables, secrets, withImages(services, replacement), shared, container);
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
