package dev.slipway.config.codeship;

import dev.slipway.config.ConfigurationException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.ImageName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the containers of services as {@code slipway.yml} has them. For one thread. */
final class TranslatedServices {
  /** What is a host name, by RFC 1123, and an underscore within it. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private final CodeshipProject project;
  private final TranslationNotes notes;
  private final TranslatedVolumes volumes;
  private final Map<String, CodeshipEnvironment> environments = new LinkedHashMap<>();
  private final Map<String, String> builds;

  /**
   * Makes it.
   *
   * @param builds names of the steps that build images, by the names of these
   */
  TranslatedServices(CodeshipProject project, TranslationNotes notes, Map<String, String> builds) {
    this.project = project;
    this.notes = notes;
    this.volumes = new TranslatedVolumes(project, notes);
    this.builds = builds;
  }

  /** Returns the service of a name, which the project has. */
  CodeshipService service(String name) {
    CodeshipService service = project.services().get(name);
    if (service == null) {
      throw new IllegalStateException("a project without its service '" + name + "'");
    }
    return service;
  }

  /** Returns the image of a service: its name, or the step that builds it. */
  Object image(CodeshipService service) {
    String build = builds.get(service.imageName());
    if (build != null) {
      return Map.of("step", build);
    }
    Problem problem = ImageName.problem(service.place(), service.imageName()).orElse(null);
    if (problem != null) {
      throw new ConfigurationException(List.of(problem));
    }
    return service.imageName();
  }

  /** Adds what a command in the container of a service needs: its image, variables, options, and services. */
  void step(CodeshipService service, List<String> command, Map<String, Object> step) {
    step.put("image", image(service));
    step.put("exec", command);
    CodeshipEnvironment environment = environment(service);
    some("env", variables(service, environment), step);
    if (!environment.secret().isEmpty()) {
      step.put("secret", List.copyOf(new TreeSet<>(environment.secret().keySet())));
    }
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("asImageSays", true);
    container(service, container);
    step.put("container", container);
    Map<String, Object> beside = beside(service);
    if (!beside.isEmpty()) {
      container.putIfAbsent("hostname", host(service.name()));
    }
    some("service", beside, step);
  }

  /** Returns the services beside a command: those that its service depends on, and those whose volumes they see. */
  private Map<String, Object> beside(CodeshipService service) {
    Map<String, Object> beside = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>(project.dependencies(service.name()));
    names.add(service.name());
    for (String name : List.copyOf(names)) {
      service(name).volumesFrom().forEach(entry -> names.add(ServiceChecks.source(entry)));
    }
    names.remove(service.name());
    for (String name : names) {
      beside.put(host(name), dependency(service(name), names, service));
    }
    return beside;
  }

  private Map<String, Object> dependency(
      CodeshipService service, Set<String> beside, CodeshipService user) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("image", image(service));
    Set<String> aliases = new TreeSet<>();
    for (String name : beside) {
      aliases.addAll(aliases(service(name), service));
    }
    aliases.addAll(aliases(user, service));
    some("alias", List.copyOf(aliases), all);
    CodeshipEnvironment environment = environment(service);
    some("env", variables(service, environment), all);
    if (!environment.secret().isEmpty()) {
      notes.add(
          service.place(),
          "the encrypted variables of the service '" + service.name()
              + "' are left out: services have no secrets");
    }
    List<String> command = service.container().command();
    some("command", command == null ? List.of() : command, all);
    some(
        "after",
        service.dependsOn().stream()
            .filter(beside::contains)
            .map(TranslatedServices::host)
            .distinct()
            .toList(),
        all);
    all.put("readyWhen", "healthyIfChecked");
    all.put("within", "60m");
    Map<String, Object> container = new LinkedHashMap<>();
    container(service, container);
    some("container", container, all);
    return all;
  }

  private List<String> aliases(CodeshipService linked, CodeshipService target) {
    List<String> aliases = new ArrayList<>();
    linked.aliases().forEach((alias, name) -> {
      notes.add(
          linked.place(),
          "the links of the service '" + linked.name()
              + "' set no variables such as DB_PORT; services are reached by their names");
      if (name.equals(target.name()) && !host(alias).equals(host(name))) {
        aliases.add(host(alias));
      }
    });
    return aliases;
  }

  private void container(CodeshipService service, Map<String, Object> all) {
    CodeshipService.Container wanted = service.container();
    TranslatedVolumes.Seen seen = volumes.of(service);
    if (wanted.entrypoint() != null) {
      some(
          "entryPoint",
          wanted.entrypoint().stream().filter(word -> !word.isEmpty()).toList(),
          all);
    }
    if (wanted.workingDirectory() != null && wanted.workingDirectory().startsWith("/")) {
      all.put("directory", wanted.workingDirectory());
    } else if (wanted.workingDirectory() != null) {
      notes.add(service.place(), "working_dir is no absolute path and is left out");
    }
    if (wanted.user() != null && !wanted.user().isBlank()) {
      all.put("user", wanted.user());
    }
    if (wanted.hostname() != null && HOST.matcher(wanted.hostname()).matches()) {
      all.put("hostname", wanted.hostname());
    }
    if (wanted.readOnly()) {
      all.put("readOnlyRoot", true);
    }
    Map<String, Object> hosts = new LinkedHashMap<>();
    wanted.hosts().forEach((name, address) -> {
      if (HOST.matcher(name).matches() && !address.isBlank()) {
        hosts.put(name, address);
      }
    });
    some("host", hosts, all);
    some(
        "capability",
        wanted.capabilities().stream()
            .filter(name -> !name.isBlank())
            .distinct()
            .toList(),
        all);
    if (service.engineAccess() || seen.engine) {
      all.put("engineAccess", true);
    }
    some("mount", seen.mounts, all);
    some("volume", seen.volumes, all);
  }

  private Map<String, Object> variables(CodeshipService service, CodeshipEnvironment environment) {
    Map<String, Object> variables = new LinkedHashMap<>();
    if (service.engineAccess()) {
      variables.put("DOCKER_HOST", "unix:///var/run/docker.sock");
    }
    environment.plain().forEach((name, value) -> {
      if (name.isBlank() || name.indexOf('=') >= 0 || value.indexOf('\0') >= 0) {
        notes.add(service.place(), "the variable '" + name + "' cannot be written and is left out");
      } else {
        variables.put(name, value);
      }
    });
    return variables;
  }

  /** Files that are not there, or that cannot be decrypted, are told and left out. */
  private CodeshipEnvironment environment(CodeshipService service) {
    return environments.computeIfAbsent(service.name(), name -> {
      try {
        CodeshipEnvironment environment = project.environment(service, null);
        if (!environment.secret().isEmpty()) {
          notes.add(
              service.place(),
              "the encrypted variables of the service '" + name + "' are secrets here: "
                  + String.join(", ", new TreeSet<>(environment.secret().keySet()))
                  + "; give them by the SecretSource of the application");
        }
        return environment;
      } catch (ConfigurationException e) {
        e.problems()
            .forEach(problem -> notes.add(
                problem.place(),
                problem.found() + "; the variables of the service '" + name
                    + "' in this file are left out"));
        return new CodeshipEnvironment(service.environment().variables(), Map.of());
      }
    });
  }

  private static String host(String name) {
    String host =
        name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    String some = host.isEmpty() ? "service" : host;
    return HOST.matcher(some).matches() ? some : some.substring(0, 60) + "0";
  }

  static void some(String key, Map<String, ?> values, Map<String, Object> all) {
    if (!values.isEmpty()) {
      all.put(key, values);
    }
  }

  private static void some(String key, List<String> values, Map<String, Object> all) {
    if (!values.isEmpty()) {
      all.put(key, values);
    }
  }

  /** Tells what gets images from registries, which a file of the repository must not hold. */
  void credentials(String place, CodeshipService.Credentials credentials, @Nullable String what) {
    if (!credentials.none()) {
      notes.add(
          place,
          (credentials.encryptedFile() == null
                  ? "the service '" + credentials.service() + "', which writes logins, "
                  : "the logins in '" + credentials.encryptedFile() + "' ")
              + "cannot be translated; "
              + (what == null
                  ? "the logins of the docker command or of DockerRuntime are used"
                  : "name a user and the name of a secret under 'login' of " + what));
    }
  }
}
