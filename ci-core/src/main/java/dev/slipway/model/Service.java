package dev.slipway.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A container that runs beside a step, such as a database. Immutable.
 *
 * @param image what runs
 * @param variables its environment variables
 * @param command its command and arguments; empty for the image's own
 * @param ready when it is ready
 * @param deadline the longest it may take to get ready
 * @since 0.1
 */
public record Service(
    Image image,
    Map<String, String> variables,
    List<String> command,
    Readiness ready,
    Duration deadline) {

  /**
   * Makes a service.
   *
   * @throws NullPointerException if a part is null
   */
  public Service {
    Objects.requireNonNull(image, "image");
    variables = Map.copyOf(variables);
    command = List.copyOf(command);
    Objects.requireNonNull(ready, "ready");
    Objects.requireNonNull(deadline, "deadline");
  }

  /** Returns a service of this image that is ready when it has started, with a deadline of one minute. */
  public static Service image(String image) {
    return image(Image.of(image));
  }

  /** Returns a service of this image that is ready when it has started, with a deadline of one minute. */
  public static Service image(Image image) {
    return new Service(image, Map.of(), List.of(), new Readiness.Started(), Duration.ofMinutes(1));
  }

  /** Returns a copy of another image. */
  Service withImage(Image other) {
    return new Service(other, variables, command, ready, deadline);
  }

  /** Returns a copy with one more environment variable. */
  public Service env(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.put(name, value);
    return new Service(image, all, command, ready, deadline);
  }

  /** Returns a copy with this command. */
  public Service command(String... argv) {
    return new Service(image, variables, List.of(argv), ready, deadline);
  }

  /** Returns a copy that is ready when this holds. */
  public Service readyWhen(Readiness readiness) {
    return new Service(image, variables, command, readiness, deadline);
  }

  /** Returns a copy that must be ready within this time. */
  public Service within(Duration newDeadline) {
    return new Service(image, variables, command, ready, newDeadline);
  }

  /** When a service is ready. */
  public sealed interface Readiness {
    /** Returns readiness by a port that accepts connections. */
    static Readiness tcp(int port) {
      return new Tcp(port);
    }

    /** Returns readiness by a command that ends with exit code 0 within the service. */
    static Readiness command(String... argv) {
      return new Succeeds(Command.of(argv));
    }

    /** Ready when it has started. */
    record Started() implements Readiness {}

    /** Ready when a port accepts connections. */
    record Tcp(int port) implements Readiness {}

    /** Ready when a command within it succeeds. */
    record Succeeds(Command command) implements Readiness {}
  }
}
