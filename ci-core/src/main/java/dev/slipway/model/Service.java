package dev.slipway.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A container that runs beside a step, such as a database. Steps reach it by the name they give it. Immutable; each method returns
 * a copy.
 *
 * @param image what runs
 * @param aliases more names by which it is reached
 * @param variables its environment variables
 * @param command its command and arguments; empty for the image's own
 * @param volumes names of volumes by the paths at which it sees them; services of a step that name the same volume share it
 * @param after names of the services that must be ready before it starts
 * @param ready when it is ready
 * @param deadline the longest it may take to get ready
 * @param container what its container may use and do
 * @since 0.1
 */
public record Service(
    Image image,
    Set<String> aliases,
    Map<String, String> variables,
    List<String> command,
    Map<String, String> volumes,
    Set<String> after,
    Readiness ready,
    Duration deadline,
    ContainerOptions container) {

  /**
   * Makes a service.
   *
   * @throws NullPointerException if a part is null
   */
  public Service {
    Objects.requireNonNull(image, "image");
    aliases = Set.copyOf(aliases);
    variables = Map.copyOf(variables);
    command = List.copyOf(command);
    volumes = Map.copyOf(volumes);
    after = Set.copyOf(after);
    Objects.requireNonNull(ready, "ready");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(container, "container");
  }

  /** Returns a service of this image that is ready when it has started, with a deadline of one minute. */
  public static Service image(String image) {
    return image(Image.of(image));
  }

  /** Returns a service of this image that is ready when it has started, with a deadline of one minute. */
  public static Service image(Image image) {
    return new Service(
        image,
        Set.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Set.of(),
        Readiness.started(),
        Duration.ofMinutes(1),
        ContainerOptions.plain());
  }

  /** Returns a copy that is reached by one more name. */
  public Service alias(String name) {
    Set<String> all = new LinkedHashSet<>(aliases);
    all.add(Objects.requireNonNull(name, "name"));
    return new Service(image, all, variables, command, volumes, after, ready, deadline, container);
  }

  /** Returns a copy with one more environment variable. */
  public Service env(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new Service(image, aliases, all, command, volumes, after, ready, deadline, container);
  }

  /** Returns a copy with this command. */
  public Service command(String... argv) {
    return new Service(
        image, aliases, variables, List.of(argv), volumes, after, ready, deadline, container);
  }

  /** Returns a copy that keeps the files below a path in a volume, which lasts as long as the services of the step. */
  public Service volume(String name, String path) {
    Map<String, String> all = new LinkedHashMap<>(volumes);
    all.put(Objects.requireNonNull(path, "path"), Objects.requireNonNull(name, "name"));
    return new Service(image, aliases, variables, command, all, after, ready, deadline, container);
  }

  /** Returns a copy that starts only when the service of this name is ready. Others start at the same time. */
  public Service after(String service) {
    Set<String> all = new LinkedHashSet<>(after);
    all.add(Objects.requireNonNull(service, "service"));
    return new Service(
        image, aliases, variables, command, volumes, all, ready, deadline, container);
  }

  /** Returns a copy that is ready when this holds. */
  public Service readyWhen(Readiness readiness) {
    return new Service(
        image, aliases, variables, command, volumes, after, readiness, deadline, container);
  }

  /** Returns a copy that must be ready within this time. */
  public Service within(Duration newDeadline) {
    return new Service(
        image, aliases, variables, command, volumes, after, ready, newDeadline, container);
  }

  /** Returns a copy whose container may use and do this. Its network is that of the step. */
  public Service container(UnaryOperator<ContainerOptions> change) {
    return new Service(
        image,
        aliases,
        variables,
        command,
        volumes,
        after,
        ready,
        deadline,
        change.apply(container));
  }

  /** Returns a copy with another image. */
  public Service withImage(Image other) {
    return new Service(
        other, aliases, variables, command, volumes, after, ready, deadline, container);
  }
}
