package dev.slipway.model;

import java.util.Objects;

/**
 * When a service is ready. Immutable.
 *
 * @since 0.1
 */
public sealed interface Readiness {
  /** Returns readiness as soon as the service has started. */
  static Readiness started() {
    return new Started();
  }

  /** Returns readiness by a port of the service that accepts connections. */
  static Readiness tcp(int port) {
    return new Tcp(port);
  }

  /** Returns readiness by a page of the service that answers with a status from 200 to 399. */
  static Readiness http(int port, String path) {
    return new Http(port, path);
  }

  /** Returns readiness by a line in the output of the service that contains a match of a regular expression. */
  static Readiness logLine(String regex) {
    return new LogLine(regex);
  }

  /** Returns readiness by a command that ends with exit code 0 within the service. It is tried again until it does. */
  static Readiness command(String... argv) {
    return new Succeeds(Command.of(argv));
  }

  /** Returns readiness by the HEALTHCHECK of the image. */
  static Readiness healthy() {
    return new Healthy();
  }

  /**
   * Returns readiness by the HEALTHCHECK of the image where it has one, and else as soon as the service has started, or has ended well. A
   * service that the check calls unhealthy is given up at once; with {@link #healthy} it has until its deadline to recover.
   */
  static Readiness healthyIfChecked() {
    return new HealthyIfChecked();
  }

  /** Returns readiness by a check of one's own, such as a smoke test, that a port of the service has to pass. It is asked from this machine. */
  static Readiness passes(int port, ServiceCheck check) {
    return new Passes(port, check);
  }

  /** Ready when it has started. */
  record Started() implements Readiness {}

  /** Ready when a port accepts connections. */
  record Tcp(int port) implements Readiness {}

  /** Ready when a page answers with a status from 200 to 399. */
  record Http(int port, String path) implements Readiness {
    /** Makes the readiness. */
    public Http {
      Objects.requireNonNull(path, "path");
    }
  }

  /** Ready when a line of its output contains a match. */
  record LogLine(String regex) implements Readiness {
    /** Makes the readiness. */
    public LogLine {
      Objects.requireNonNull(regex, "regex");
    }
  }

  /** Ready when a command within it succeeds. */
  record Succeeds(Command command) implements Readiness {
    /** Makes the readiness. */
    public Succeeds {
      Objects.requireNonNull(command, "command");
    }
  }

  /** Ready when a port passes a check. */
  record Passes(int port, ServiceCheck check) implements Readiness {
    /** Makes the readiness. */
    public Passes {
      Objects.requireNonNull(check, "check");
    }

    /** Returns the same text for the same port and check, in every process. */
    @Override
    public String toString() {
      Class<?> type = check.getClass();
      String code = type.isHidden() ? "Java code" : type.getName();
      return "Passes[port=" + port + ", check=" + code + " " + check.version() + "]";
    }
  }

  /** Ready when the check that the image declares says so. */
  record Healthy() implements Readiness {}

  /** Ready when the check says so that the image declares, if it declares one. */
  record HealthyIfChecked() implements Readiness {}
}
