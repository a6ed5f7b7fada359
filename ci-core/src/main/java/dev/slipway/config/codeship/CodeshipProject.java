package dev.slipway.config.codeship;

import dev.slipway.config.ConfigurationException;
import dev.slipway.diagnostic.Problem;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CodeShip Pro project: the services and steps of its two files. Immutable.
 *
 * <p>The steps are in {@code codeship-steps.yml} or {@code codeship-steps.json}; the services in {@code codeship-services.yml} or, where
 * that is missing, in {@code docker-compose.yml}. The older names {@code jet-*} are found, too.
 *
 * @since 0.1
 */
public final class CodeshipProject {
  private final Path directory;
  private final Map<String, CodeshipService> services;
  private final List<CodeshipStep> steps;
  private final List<Problem> warnings;

  CodeshipProject(
      Path directory,
      Map<String, CodeshipService> services,
      List<CodeshipStep> steps,
      List<Problem> warnings) {
    this.directory = directory;
    this.services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    this.steps = List.copyOf(steps);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads the project in a directory.
   *
   * @throws ConfigurationException if a file is missing, cannot be read, or has a mistake; all mistakes are told together
   */
  public static CodeshipProject load(Path directory) {
    return new ProjectReader(directory).read(null, null);
  }

  /**
   * Reads a project whose files have other names.
   *
   * @param directory the root of the project
   * @param servicesFile the path of the services file from there, or null to look for it
   * @param stepsFile the path of the steps file from there, or null to look for it
   * @throws ConfigurationException if a file is missing, cannot be read, or has a mistake; all mistakes are told together
   */
  public static CodeshipProject load(
      Path directory, @Nullable String servicesFile, @Nullable String stepsFile) {
    return new ProjectReader(directory).read(servicesFile, stepsFile);
  }

  /** Returns the root of the project. */
  public Path directory() {
    return directory;
  }

  /** Returns the services by their names, in the order of the file. */
  public Map<String, CodeshipService> services() {
    return services;
  }

  /** Returns the steps, in the order of the file. */
  public List<CodeshipStep> steps() {
    return steps;
  }

  /** Returns what was accepted and should be looked at: keys without an effect, names that may be misspelt, and the like. */
  public List<Problem> warnings() {
    return warnings;
  }

  /**
   * Returns the services that have to run beside a service, itself not included, in an order in which they can start.
   *
   * @throws IllegalArgumentException if there is no such service
   */
  public List<String> dependencies(String service) {
    if (!services.containsKey(service)) {
      throw new IllegalArgumentException("there is no service '" + service + "'");
    }
    return ServiceChecks.needed(services, service);
  }

  /**
   * Plans a build of a branch.
   *
   * @throws ConfigurationException if steps follow a manual group on this branch
   */
  public CodeshipPlan plan(String branch) {
    return plan(Objects.requireNonNull(branch, "branch"), null);
  }

  /**
   * Plans a build. Steps are chosen by the tag if there is one, else by the branch; with neither, steps limited to a tag are skipped.
   *
   * @param branch the branch, or null
   * @param tag the tag, or null
   * @throws ConfigurationException if steps follow a manual group then
   */
  public CodeshipPlan plan(@Nullable String branch, @Nullable String tag) {
    return plan(branch, tag, CodeshipBuild.planned(branch, tag));
  }

  /**
   * Plans a build of which more is known, such as its commit.
   *
   * @param branch the branch, or null
   * @param tag the tag, or null
   * @param build what is known of it
   * @throws ConfigurationException if steps follow a manual group then
   */
  public CodeshipPlan plan(@Nullable String branch, @Nullable String tag, CodeshipBuild build) {
    String chosenBy = Objects.requireNonNullElse(tag == null ? branch : tag, "");
    String shown = Objects.requireNonNullElse(branch == null ? tag : branch, "");
    List<String> texts = warnings.stream().map(CodeshipProject::text).toList();
    return new CodeshipPlan(shown, texts, new Planning(chosenBy, build).plan(steps));
  }

  /**
   * Reads the environment of a service: what is written, the plain files, and the encrypted ones, of which the later count.
   *
   * @param key what files are encrypted with, or null for the key in {@code codeship.aes} of the project
   * @throws ConfigurationException if a file is missing or is no environment, or cannot be decrypted
   */
  public CodeshipEnvironment environment(CodeshipService service, @Nullable EnvironmentKey key) {
    return new ProjectFiles(directory, key).environment(service);
  }

  /**
   * Returns the build arguments of a service that builds an image, with templates filled in and encrypted ones decrypted.
   *
   * @param key what files are encrypted with, or null for the key in {@code codeship.aes} of the project
   * @throws ConfigurationException if a file is missing, or cannot be decrypted
   */
  public Map<String, String> arguments(
      CodeshipService service, CodeshipBuild build, @Nullable EnvironmentKey key) {
    return new ProjectFiles(directory, key).arguments(service, build);
  }

  /**
   * Decrypts a file of the project.
   *
   * @param place who names it, for people: file, line and column
   * @param file its path from the root of the project
   * @param key what it is encrypted with, or null for the key in {@code codeship.aes} of the project
   * @throws ConfigurationException if it is missing, or cannot be decrypted
   */
  public String decrypt(String place, String file, @Nullable EnvironmentKey key) {
    return new ProjectFiles(directory, key).decrypted(place, file);
  }

  /**
   * Writes the project as {@code slipway.yml}, which plans the same steps for every branch and tag, and runs them by ordinary means: an
   * image is built by a step of its own before the first that uses it, and services stand beside the steps that need them. Reading the
   * file takes {@link dev.slipway.config.SlipwayYaml} with the keys {@code imageBuild} and {@code imagePush} of {@code ci-docker}.
   *
   * <p>It begins with remarks about what could not be said as it was said before, such as logins, each with its place. No secret is
   * written; variables of encrypted files become secrets of the same names where the project has its key in {@code codeship.aes}. Some
   * things are other than in CodeShip by their nature: a service whose volumes others see starts with each step, and not once.
   *
   * @throws ConfigurationException if the name of an image is none
   */
  public String toSlipwayYaml() {
    return new SlipwayTranslation(this).text();
  }

  private static String text(Problem warning) {
    return warning.toString().replaceAll("[\\r\\n]+", " ");
  }
}
