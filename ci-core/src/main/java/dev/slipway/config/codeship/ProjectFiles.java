package dev.slipway.config.codeship;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.codeship.CodeshipService.Build;
import dev.slipway.config.codeship.CodeshipService.Environment;
import dev.slipway.config.yaml.Findings;
import dev.slipway.config.yaml.RepositoryFile;
import dev.slipway.diagnostic.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the files that services name, and decrypts those that are encrypted. */
final class ProjectFiles {
  private static final String KEY_FILE = "codeship.aes";

  private final Path directory;
  private @Nullable EnvironmentKey key;

  /**
   * Makes it.
   *
   * @param key what files are encrypted with, or null for what is in {@code codeship.aes} of the directory
   */
  ProjectFiles(Path directory, @Nullable EnvironmentKey key) {
    this.directory = directory;
    this.key = key;
  }

  CodeshipEnvironment environment(CodeshipService service) {
    Environment written = service.environment();
    Map<String, String> plain = new LinkedHashMap<>(written.variables());
    Map<String, String> secret = new LinkedHashMap<>();
    for (String file : written.files()) {
      plain.putAll(variables(file, text(service, file)));
    }
    for (String file : written.encryptedFiles()) {
      secret.putAll(variables(file, decrypted(service, file)));
    }
    if (written.encrypted() != null) {
      String text = key(service.place()).decrypt(service.place(), written.encrypted());
      secret.putAll(variables(service.place(), text));
    }
    plain.keySet().removeAll(secret.keySet());
    return new CodeshipEnvironment(plain, secret);
  }

  Map<String, String> arguments(CodeshipService service, CodeshipBuild facts) {
    Build build = service.build();
    if (build == null) {
      return Map.of();
    }
    Map<String, String> arguments = new LinkedHashMap<>();
    build
        .args()
        .forEach(
            (name, value) -> arguments.put(name, Template.parse(value).render(facts.values())));
    if (build.encryptedArgsFile() != null) {
      String file = build.encryptedArgsFile();
      arguments.putAll(variables(file, decrypted(service, file)));
    }
    if (build.encryptedArgs() != null) {
      String text = key(service.place()).decrypt(service.place(), build.encryptedArgs());
      arguments.putAll(variables(service.place(), text));
    }
    return arguments;
  }

  String decrypted(String place, String file) {
    return key(place).decrypt(file + ":1:1", text(place, file));
  }

  private String decrypted(CodeshipService service, String file) {
    return decrypted(service.place(), file);
  }

  private String text(CodeshipService service, String file) {
    return text(service.place(), file);
  }

  private String text(String place, String file) {
    String path = Path.of(file).normalize().toString();
    Findings findings = new Findings();
    String text = RepositoryFile.text(directory, path, findings).orElse("");
    if (findings.hasProblems()) {
      Problem problem = findings.problems().get(0);
      throw new ConfigurationException(List.of(new Problem(
          place,
          "the file '" + file + "': " + problem.found(),
          problem.expected(),
          problem.remedy())));
    }
    return text;
  }

  /** A text decrypted with a wrong key may be text by chance; then its lines are none of an environment. */
  private static Map<String, String> variables(String file, String text) {
    EnvironmentText read = EnvironmentText.parse(text);
    if (!read.mistakes().isEmpty()) {
      boolean isPlace = file.matches(".*:\\d+:\\d+");
      throw new ConfigurationException(List.of(new Problem(
          isPlace ? file : file + ":" + read.mistakes().get(0) + ":1",
          "a line that is no variable",
          "NAME=value, or '#' before a remark",
          "correct the line; if the file is encrypted, see whether the key is the right one")));
    }
    return read.variables();
  }

  private EnvironmentKey key(String place) {
    EnvironmentKey known = key;
    if (known != null) {
      return known;
    }
    Path file = directory.resolve(KEY_FILE);
    if (!Files.exists(file)) {
      throw new ConfigurationException(
          List.of(
              new Problem(
                  place,
                  "something encrypted, and no key",
                  "a key file, or " + KEY_FILE + " in the root of the project",
                  "copy the AES key of the project, as CodeShip showed it in its settings, into a file and name that")));
    }
    known = EnvironmentKey.read(file);
    key = known;
    return known;
  }
}
