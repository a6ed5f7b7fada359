package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the containers of a step and of its services. */
final class ContainerChecks {
  /** A label of a host name, by RFC 1123. */
  private static final Pattern HOST_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9.]+)?");

  private static final Size LEAST_MEMORY = Size.mebibytes(6);
  private static final int LAST_PORT = 65_535;

  private final List<Problem> problems;
  private final LayoutChecks layout;

  ContainerChecks(List<Problem> problems) {
    this.problems = problems;
    this.layout = new LayoutChecks(problems);
  }

  void check(String place, Execution execution) {
    if (execution.image() == null) {
      withoutImage(place, execution);
    }
    if (execution.image() != null) {
      image(place, execution.image());
    }
    options(place, execution.container());
    layout.ofStep(place, execution.container());
    Set<String> names = new HashSet<>();
    services(place, execution.services(), names);
    for (ServiceGroup shared : execution.sharedServices()) {
      services(place, shared.services(), names);
    }
    if (execution.hasServices()) {
      besideServices(place, execution.container());
    }
  }

  private void withoutImage(String place, Execution execution) {
    if (execution.hasServices()) {
      add(place, "services on a step without an image", "an image", "name one with image(...)");
    }
    if (!execution.container().equals(ContainerOptions.plain())) {
      add(
          place,
          "options of a container on a step without an image",
          "an image",
          "name one with image(...), or leave out container(...)");
    }
  }

  private void besideServices(String place, ContainerOptions options) {
    if (options.network() == Network.NONE) {
      add(
          place,
          "services on a step without a network",
          "a network on which it reaches them",
          "take Network.SERVICES_ONLY");
    }
    if (options.sharing()) {
      add(
          place,
          "services on a step that shares its container",
          "services or a shared container",
          "leave out shared()");
    }
  }

  private void image(String place, Image image) {
    if (image.step().isEmpty()) {
      ImageName.problem(place, image.name()).ifPresent(problems::add);
    }
    if (!image.platform().isEmpty() && !PLATFORM.matcher(image.platform()).matches()) {
      add(
          place,
          "platform '" + image.platform() + "' of image '" + image + "'",
          "a system and a processor, such as linux/arm64",
          "correct it, or leave it out for the platform of the engine");
    }
    if (image.login() != null) {
      notBlank(place, "user of a login", image.login().user());
      notBlank(place, "name of a secret", image.login().password());
    }
  }

  private void options(String place, ContainerOptions options) {
    ContainerOptions.Limits limits = options.limits();
    if (limits.cpus() != null && !(limits.cpus() > 0 && limits.cpus() < 10_000)) {
      add(place, limits.cpus() + " processors", "a number above zero", "correct the number");
    }
    if (limits.processes() != null && limits.processes() < 1) {
      add(place, limits.processes() + " processes", "1 or more", "correct the number");
    }
    atLeast(place, "memory", limits.memory(), LEAST_MEMORY);
    atLeast(place, "shared memory", limits.sharedMemory(), new Size(1));
    atLeast(place, "disk", limits.disk(), Size.mebibytes(1));
    if (options.user() != null && options.user().isBlank()) {
      add(place, "a blank user", "a name or a number", "fill it in");
    }
    layout.check(place, options.layout());
    options.hosts().forEach((name, address) -> {
      if (!HOST_NAME.matcher(name).matches() || address.isBlank()) {
        add(
            place,
            "host '" + name + "' at '" + address + "'",
            "a host name and an address",
            "correct them");
      }
    });
    if (options.keptAfterFailure() != null
        && (options.keptAfterFailure().isNegative()
            || options.keptAfterFailure().isZero())) {
      add(
          place,
          "a container that is kept for " + Texts.duration(options.keptAfterFailure()),
          "longer than zero",
          "set a time, or leave it out");
    }
  }

  private void services(String place, Map<String, Service> services, Set<String> names) {
    services.forEach((name, service) -> {
      String at = place + ", service '" + name + "'";
      if (!HOST_NAME.matcher(name).matches()) {
        add(at, "a name that is no host name", "letters, digits, '-' and '.'", "rename it");
      }
      if (!names.add(name)) {
        add(at, "the group of the step has a service of this name, too", "one", "rename one");
      }
      service(at, service, services);
    });
    cycle(services)
        .ifPresent(name -> add(
            place + ", service '" + name + "'",
            "it starts after itself, by way of others",
            "an order without a circle",
            "leave out one after(...)"));
  }

  private void service(String place, Service service, Map<String, Service> others) {
    image(place, service.image());
    for (String alias : new TreeSet<>(service.aliases())) {
      if (!HOST_NAME.matcher(alias).matches()) {
        add(
            place,
            "alias '" + alias + "', which is no host name",
            "letters, digits, '-' and '.'",
            "rename it");
      }
    }
    if (service.deadline().isZero() || service.deadline().isNegative()) {
      add(
          place,
          "a deadline of " + Texts.duration(service.deadline()),
          "longer than zero",
          "set one, or leave it out for one minute");
    }
    for (String before : new TreeSet<>(service.after())) {
      if (!others.containsKey(before)) {
        add(
            place,
            "it starts after '" + before + "', which is no service beside it",
            others.keySet().isEmpty()
                ? "a service"
                : "one of " + Texts.names(List.copyOf(others.keySet())),
            "correct the name, or add the service");
      }
    }
    service.volumes().forEach((path, volume) -> {
      if (!path.startsWith("/") || volume.isBlank()) {
        add(
            place,
            "volume '" + volume + "' at '" + path + "'",
            "a name and an absolute path",
            "correct them");
      }
    });
    readiness(place, service.ready());
    options(place, service.container());
  }

  private void readiness(String place, Readiness ready) {
    if (ready instanceof Readiness.Tcp tcp) {
      port(place, tcp.port());
    } else if (ready instanceof Readiness.Http http) {
      port(place, http.port());
      if (!http.path().startsWith("/")) {
        add(place, "path '" + http.path() + "'", "a path that begins with '/'", "correct it");
      }
    } else if (ready instanceof Readiness.Passes passes) {
      port(place, passes.port());
      passes.check().checkProblems().forEach(p -> problems.add(p.at(place + ", " + p.place())));
    } else if (ready instanceof Readiness.LogLine line) {
      try {
        Pattern.compile(line.regex());
      } catch (PatternSyntaxException e) {
        add(
            place,
            "log line '" + line.regex() + "': " + e.getDescription(),
            "a regular expression",
            "correct it");
      }
    } else if (ready instanceof Readiness.Succeeds check
        && check.command().argv().isEmpty()) {
      add(place, "a readiness command without a program", "a program", "name one");
    }
  }

  private void port(String place, int port) {
    if (port < 1 || port > LAST_PORT) {
      add(place, "port " + port, "a port from 1 to " + LAST_PORT, "correct the number");
    }
  }

  /** Returns a service that waits for itself, if there is one. */
  private static Optional<String> cycle(Map<String, Service> services) {
    Set<String> done = new HashSet<>();
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Map.Entry<String, Service> entry : services.entrySet()) {
        boolean waits = entry.getValue().after().stream()
            .anyMatch(before -> services.containsKey(before) && !done.contains(before));
        progress |= !waits && done.add(entry.getKey());
      }
    }
    return services.keySet().stream().filter(name -> !done.contains(name)).findFirst();
  }

  private void atLeast(String place, String what, @Nullable Size found, Size least) {
    if (found != null && found.bytes() < least.bytes()) {
      add(place, what + " of " + found, "at least " + least, "set more, or leave the limit out");
    }
  }

  private void notBlank(String place, String what, String text) {
    if (text.isBlank()) {
      add(place, "a blank " + what, "a text", "fill it in");
    }
  }

  private void add(String place, String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }
}
