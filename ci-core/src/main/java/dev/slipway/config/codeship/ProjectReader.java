package dev.slipway.config.codeship;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds and reads the files of a project. */
final class ProjectReader {
  private static final String COMPOSE = "docker-compose.yml";
  private static final List<String> STEPS = List.of(
      "codeship-steps.yml",
      "codeship-steps.json",
      "jet-steps.yml",
      "jet-steps.json",
      "codeship-steps.yaml");
  private static final List<String> SERVICES = List.of(
      "codeship-services.yml",
      "codeship-services.json",
      "jet-services.yml",
      "jet-services.json",
      COMPOSE,
      "codeship-services.yaml");

  private final Path directory;
  private final Diagnoses findings = new Diagnoses();

  ProjectReader(Path directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  CodeshipProject read(@Nullable String servicesFile, @Nullable String stepsFile) {
    String servicesPath = servicesFile == null ? find(SERVICES, "services") : servicesFile;
    String stepsPath = stepsFile == null ? find(STEPS, "steps") : stepsFile;
    Map<String, CodeshipService> services = Map.of();
    YamlNode servicesNode = servicesPath == null ? null : findings.read(directory, servicesPath);
    if (servicesNode != null) {
      boolean compose = servicesPath != null && servicesPath.startsWith("docker-compose.");
      services = new ServicesReader(findings, compose).read(servicesNode);
    }
    List<CodeshipStep> steps = List.of();
    YamlNode stepsNode = stepsPath == null ? null : findings.read(directory, stepsPath);
    if (stepsNode != null) {
      steps = new StepsReader(services, findings).read(stepsNode);
      new UsedServices(services, findings).check(steps);
    }
    if (findings.hasProblems()) {
      throw new ConfigurationException(findings.problems());
    }
    return new CodeshipProject(directory, services, steps, findings.warnings());
  }

  private @Nullable String find(List<String> names, String what) {
    for (String name : names) {
      if (Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        if (!name.equals(COMPOSE) && !name.equals(names.get(0)) && !name.equals(names.get(1))) {
          findings.warning(
              Position.startOf(name),
              "the file name '" + name + "'",
              "'" + names.get(0) + "'",
              "rename it: newer tools do not look for this name");
        }
        return name;
      }
    }
    findings.problem(
        Position.startOf(names.get(0)),
        "no file with " + what + " in " + directory,
        "one of " + String.join(", ", names.subList(0, names.size() - 1)),
        "name the root of a CodeShip Pro project, or add the file");
    return null;
  }
}
