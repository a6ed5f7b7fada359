package dev.slipway.docker;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipBuild;
import dev.slipway.config.codeship.CodeshipEnvironment;
import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.config.codeship.EnvironmentKey;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretRefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all steps of a project's pipeline share: the project, the engine, its environments, and a site for each build. Thread-safe. */
final class CodeshipSetup {
  private final CodeshipProject project;
  private final Docker docker;
  private final Map<String, String> extra;
  private final @Nullable EnvironmentKey key;
  private final @Nullable String imageCache;
  private final Map<String, CodeshipEnvironment> environments = new ConcurrentHashMap<>();
  private final Map<String, CodeshipSite> sites = new ConcurrentHashMap<>();

  CodeshipSetup(
      CodeshipProject project,
      Docker docker,
      Map<String, String> extra,
      @Nullable EnvironmentKey key,
      @Nullable String imageCache) {
    this.imageCache = imageCache;
    this.project = project;
    this.docker = docker;
    this.extra = extra;
    this.key = key;
  }

  /** Reads all files of all services, so that what is wrong with them is told together, before anything runs. */
  void readEnvironments() {
    List<Problem> problems = new ArrayList<>();
    for (CodeshipService service : project.services().values()) {
      try {
        environments.put(service.name(), project.environment(service, key));
        project.arguments(service, CodeshipBuild.planned(null, null), key);
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems.stream().distinct().toList());
    }
  }

  CodeshipProject project() {
    return project;
  }

  /** Returns the repository in which images are kept for later builds. */
  Optional<String> imageCache() {
    return Optional.ofNullable(imageCache);
  }

  Docker docker() {
    return docker;
  }

  Path directory() {
    return project.directory().toAbsolutePath().normalize();
  }

  CodeshipService service(String name) {
    return Objects.requireNonNull(project.services().get(name), name);
  }

  /** What is known of a build before it runs. */
  CodeshipBuild facts(BuildContext build) {
    return CodeshipBuild.planned(build.revision().branch(), build.revision().tag())
        .withVariables(build.environment())
        .withVariables(extra);
  }

  CodeshipSite site(String buildId, BuildContext build) {
    return sites.computeIfAbsent(buildId, id -> {
      CodeshipBuild facts = CodeshipBuild.of(
              build.revision(), repository(), id, docker.time().now())
          .withVariables(build.environment())
          .withVariables(extra);
      return new CodeshipSite(id, facts);
    });
  }

  void forget(String buildId) {
    sites.remove(buildId);
  }

  private String repository() {
    Path name = directory().getFileName();
    return name == null ? "" : name.toString();
  }

  /** Returns what a container of a service sees: what CodeShip sets, the service's own, and what the build was told to set. */
  Map<String, String> variables(CodeshipService service, CodeshipSite site) {
    CodeshipEnvironment own = environment(service);
    Map<String, String> all = new LinkedHashMap<>(site.facts().variables());
    all.putAll(own.plain());
    all.putAll(own.secret());
    all.putAll(extra);
    return all;
  }

  Map<String, String> arguments(CodeshipService service, CodeshipSite site) {
    return project.arguments(service, site.facts(), key);
  }

  String decrypted(String place, String file) {
    return project.decrypt(place, file, key);
  }

  /** Hides what came out of encrypted files; what is too short to be found safely cannot be hidden. */
  Redactor redactor() {
    List<Secret> secrets = new ArrayList<>();
    environments
        .values()
        .forEach(environment -> environment.secret().forEach((name, value) -> {
          try {
            secrets.add(Secret.of(name, value));
          } catch (SecretRefusedException tooShort) {
            return;
          }
        }));
    return Redactor.of(secrets);
  }

  private CodeshipEnvironment environment(CodeshipService service) {
    return environments.computeIfAbsent(service.name(), any -> project.environment(service, key));
  }
}
