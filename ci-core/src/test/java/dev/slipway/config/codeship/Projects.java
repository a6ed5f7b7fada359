package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.config.ConfigurationException;
import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the two files of a project and reads them. */
record Projects(Path directory) {
  static final String SERVICES = """
      app:
        image: busybox
      db:
        image: postgres:9.6
      """;

  Projects write(String file, String text) {
    try {
      Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  CodeshipProject load(String services, String steps) {
    write("codeship-services.yml", services).write("codeship-steps.yml", steps);
    return CodeshipProject.load(directory);
  }

  CodeshipProject steps(String steps) {
    return load(SERVICES, steps);
  }

  CodeshipProject services(String services) {
    return load(services, "- service: app\n  command: echo\n");
  }

  /** The mistakes as {@code place: found}. */
  List<String> mistakes(String services, String steps) {
    return found(() -> load(services, steps));
  }

  List<String> mistakes(String steps) {
    return mistakes(SERVICES, steps);
  }

  static List<String> found(Runnable loading) {
    ConfigurationException refused =
        catchThrowableOfType(ConfigurationException.class, loading::run);
    return refused == null
        ? List.of()
        : refused.problems().stream().map(Projects::brief).toList();
  }

  static List<String> warnings(CodeshipProject project) {
    return project.warnings().stream().map(Projects::brief).toList();
  }

  private static String brief(Problem problem) {
    return problem.place().replace("codeship-", "") + ": " + problem.found();
  }

  /** The plan in short: a leaf is {@code service:words}, a group {@code kind(...)}, what is skipped has a minus before it. */
  static String shape(CodeshipPlan plan) {
    return plan.tree().stream().map(Projects::shape).collect(Collectors.joining(" "));
  }

  private static String shape(CodeshipPlan.Node node) {
    String sign = node.runs() ? "" : "-";
    if (node.step() instanceof CodeshipStep.Run run) {
      return sign + run.service() + ":" + String.join(",", run.command());
    }
    if (node.step() instanceof CodeshipStep.Push push) {
      return sign + push.service() + ":>" + push.image() + ":" + node.imageTag();
    }
    return sign
        + node.type()
        + node.steps().stream().map(Projects::shape).collect(Collectors.joining(" ", "(", ")"));
  }
}
