package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipProject;
import dev.slipway.config.codeship.EnvironmentKey;
import dev.slipway.model.ImageName;
import dev.slipway.model.Pipeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes a pipeline of a CodeShip Pro project, which does on a Docker Engine what CodeShip did:
 *
 * <pre>{@code
 * CodeshipProject project = CodeshipProject.load(directory);
 * Pipeline pipeline = CodeshipPipeline.of(project, runtime).push().pipeline();
 * }</pre>
 *
 * <p>Each step has containers of its own: one of its service and one of each service that this depends on, on one network, where each is
 * reached by its name. Dependencies whose image has a HEALTHCHECK are waited for. Commands are passed to the entry point of the image.
 * An image is pulled or built when a step needs it first, once in a build. Paths are those of the project's directory, and what a step
 * writes there the next one sees.
 *
 * <p>The pipeline holds for any branch; which of its steps run is decided by the revision that is built. It ends with a step of its own
 * that removes what the steps share. Containers get no privileges that Docker does not give by itself, except where
 * {@code add_docker} or {@code cap_add} say so: build trusted code alone.
 *
 * <p>Immutable: each method returns a copy.
 *
 * @since 0.1
 */
public final class CodeshipPipeline {
  private final CodeshipProject project;
  private final DockerRuntime runtime;
  private final Map<String, String> environment;
  private final @Nullable EnvironmentKey key;
  private final boolean push;
  private final @Nullable String imageCache;

  private CodeshipPipeline(
      CodeshipProject project,
      DockerRuntime runtime,
      Map<String, String> environment,
      @Nullable EnvironmentKey key,
      boolean push,
      @Nullable String imageCache) {
    this.project = project;
    this.runtime = runtime;
    this.environment = Map.copyOf(environment);
    this.key = key;
    this.push = push;
    this.imageCache = imageCache;
  }

  /**
   * Begins with a project.
   *
   * @param project the project, whose directory the engine must be able to mount
   * @param runtime whose engine is used, with its credentials and substitutions; it must stay open while builds run
   */
  public static CodeshipPipeline of(CodeshipProject project, DockerRuntime runtime) {
    Objects.requireNonNull(project, "project");
    Objects.requireNonNull(runtime, "runtime");
    return new CodeshipPipeline(project, runtime, Map.of(), null, false, null);
  }

  /** Sets a variable in all containers, whatever the project says of it. Those named {@code CI_*} also count for templates. */
  public CodeshipPipeline env(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new CodeshipPipeline(project, runtime, all, key, push, imageCache);
  }

  /** Decrypts with this key, and not with that in {@code codeship.aes} of the project. */
  public CodeshipPipeline key(EnvironmentKey newKey) {
    Objects.requireNonNull(newKey, "newKey");
    return new CodeshipPipeline(project, runtime, environment, newKey, push, imageCache);
  }

  /** Pushes images where the project says so. Without it, these steps are left out. */
  public CodeshipPipeline push() {
    return new CodeshipPipeline(project, runtime, environment, key, true, imageCache);
  }

  /**
   * Keeps the images of services that say {@code cached: true} in a repository of a registry, one for each service and branch: it is
   * pushed when it was built, and the next build of the branch uses its layers. A branch without one uses those of
   * {@code default_cache_branch}. Without this, only the layers on the engine itself are used. A registry that does not answer makes no
   * step fail. Builds of different branches use each other's layers, so keep trusted and untrusted ones apart.
   *
   * @param repository a name without a tag, such as {@code registry.example/team/cache}; logins are those of the service and the runtime
   * @throws IllegalArgumentException if it is no such name
   */
  public CodeshipPipeline imageCache(String repository) {
    ImageName name = ImageName.parse(repository);
    if (!name.tag().isEmpty() || !name.digest().isEmpty()) {
      throw new IllegalArgumentException(
          "a repository has neither a tag nor a digest: '" + repository + "'");
    }
    return new CodeshipPipeline(project, runtime, environment, key, push, repository);
  }

  /**
   * Makes the pipeline, which has the name of the project's directory.
   *
   * @throws dev.slipway.config.ConfigurationException if a file that a service names is missing, or cannot be decrypted
   */
  public Pipeline pipeline() {
    CodeshipSetup setup =
        new CodeshipSetup(project, runtime.docker(), environment, key, imageCache);
    setup.readEnvironments();
    return new CodeshipTranslation(project, setup, push).pipeline();
  }
}
