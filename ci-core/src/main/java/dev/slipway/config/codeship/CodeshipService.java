package dev.slipway.config.codeship;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A service of a CodeShip project: an image, pulled or built, and how its containers are run. Immutable.
 *
 * @param name what steps and other services call it
 * @param place where it is written: file, line and column
 * @param image the image to pull, or null where one is built
 * @param build the image to build, or null where one is pulled
 * @param cache whether and how its image is kept for later builds
 * @param environment its environment variables
 * @param credentials what gets it the images it is made of
 * @param engineAccess whether its containers may drive the container engine ({@code add_docker})
 * @param volumes what its containers see of other places, as written: {@code ./dir:/path}, {@code /path}
 * @param volumesFrom names of services whose volumes its containers see, perhaps followed by {@code :ro}
 * @param dependsOn names of services that start before it, those it is linked to included
 * @param aliases the names under which it is linked to services: alias and service
 * @param container how its containers are run
 * @since 0.1
 */
public record CodeshipService(
    String name,
    String place,
    @Nullable String image,
    @Nullable Build build,
    Cache cache,
    Environment environment,
    Credentials credentials,
    boolean engineAccess,
    List<String> volumes,
    List<String> volumesFrom,
    List<String> dependsOn,
    Map<String, String> aliases,
    Container container) {

  /**
   * Makes a service.
   *
   * @throws NullPointerException if a part is null that may not be
   */
  public CodeshipService {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(credentials, "credentials");
    volumes = List.copyOf(volumes);
    volumesFrom = List.copyOf(volumesFrom);
    dependsOn = List.copyOf(dependsOn);
    aliases = ordered(aliases);
    Objects.requireNonNull(container, "container");
  }

  /** Returns the name of its image: that of the image to pull or, where one is built, the name it gets. */
  public String imageName() {
    if (build == null) {
      return Objects.requireNonNull(image, "a service has an image or builds one");
    }
    return build.image() == null
        ? "codeship_" + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_")
        : build.image();
  }

  /**
   * An image that is built.
   *
   * @param image the name it gets, or null for one that is made up
   * @param context the directory that is sent, from the root of the project
   * @param dockerfile the path of the Dockerfile, or null for {@code Dockerfile} in the context
   * @param args build arguments; values may be templates
   * @param encryptedArgs an encrypted text with more build arguments, or null
   * @param encryptedArgsFile a file with more build arguments, or null
   */
  public record Build(
      @Nullable String image,
      String context,
      @Nullable String dockerfile,
      Map<String, String> args,
      @Nullable String encryptedArgs,
      @Nullable String encryptedArgsFile) {
    /** Makes a build. */
    public Build {
      Objects.requireNonNull(context, "context");
      args = ordered(args);
    }

    /**
     * Returns the path of the Dockerfile from the build context; older files have it from the root of the project.
     *
     * @param root the root of the project
     * @param directory the build context
     */
    public String dockerfileIn(Path root, Path directory) {
      String path = dockerfile == null ? "Dockerfile" : dockerfile;
      Path ofRoot = root.resolve(path).normalize();
      boolean old = !Files.exists(directory.resolve(path))
          && Files.exists(ofRoot)
          && ofRoot.startsWith(directory);
      return old ? directory.relativize(ofRoot).toString() : path;
    }
  }

  /**
   * Whether an image is kept for later builds.
   *
   * @param on whether it is
   * @param fallback the branch whose image is taken where this branch has none
   */
  public record Cache(boolean on, String fallback) {
    /** Makes it. */
    public Cache {
      Objects.requireNonNull(fallback, "fallback");
    }
  }

  /**
   * Environment variables. Of a name that is there twice the later place counts, in the order of the parts below.
   *
   * @param variables those written in the services file
   * @param files files with more
   * @param encryptedFiles encrypted files with more
   * @param encrypted an encrypted text with more, or null
   */
  public record Environment(
      Map<String, String> variables,
      List<String> files,
      List<String> encryptedFiles,
      @Nullable String encrypted) {
    /** Makes it. */
    public Environment {
      variables = ordered(variables);
      files = List.copyOf(files);
      encryptedFiles = List.copyOf(encryptedFiles);
    }
  }

  /**
   * What logs in at registries. The file is taken where there are both.
   *
   * @param encryptedFile an encrypted file of logins, or null
   * @param service the service that writes a file of logins, or null
   */
  public record Credentials(
      @Nullable String encryptedFile, @Nullable String service) {
    /** None. */
    public static final Credentials NONE = new Credentials(null, null);

    /** Returns whether there is none. */
    public boolean none() {
      return encryptedFile == null && service == null;
    }
  }

  /**
   * How containers are run.
   *
   * @param command command and arguments in place of the image's, or null
   * @param entrypoint entry point in place of the image's, or null
   * @param workingDirectory directory in place of the image's, or null
   * @param user user in place of the image's, or null
   * @param hostname name the container has for itself, or null
   * @param capabilities capabilities beyond the usual ones
   * @param hosts addresses by additional host names
   * @param readOnly whether the files of the image cannot be changed
   */
  public record Container(
      @Nullable List<String> command,
      @Nullable List<String> entrypoint,
      @Nullable String workingDirectory,
      @Nullable String user,
      @Nullable String hostname,
      List<String> capabilities,
      Map<String, String> hosts,
      boolean readOnly) {
    /** Makes it. */
    public Container {
      command = command == null ? null : List.copyOf(command);
      entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
      capabilities = List.copyOf(capabilities);
      hosts = ordered(hosts);
    }
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
