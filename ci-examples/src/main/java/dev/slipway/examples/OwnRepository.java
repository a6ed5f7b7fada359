package dev.slipway.examples;

import dev.slipway.Slipway;
import dev.slipway.git.GitSource;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Builds a repository of the user's own with the tool whose files lie in it. */
final class OwnRepository {
  private static final String BUILD_AND_TEST = """
      if [ -x ./mvnw ]; then ./mvnw -B verify
      elif [ -f pom.xml ]; then mvn -B verify
      elif [ -x ./gradlew ]; then ./gradlew build
      elif [ -f build.gradle ] || [ -f build.gradle.kts ]; then gradle build
      elif [ -f package.json ]; then npm ci && npm test
      elif [ -f Makefile ]; then make && make test
      else echo 'No pom.xml, build.gradle, package.json or Makefile was found; nothing says how to build this.' >&2; exit 1
      fi
      """;

  private OwnRepository() {}

  static int build(List<String> arguments) throws Exception {
    Arguments given = Arguments.parse(arguments, List.of("--repository", "--branch"));
    String place = given.required("--repository", "quickstart --repository DIR [--branch B]");
    GitSource source =
        Files.exists(Path.of(place)) ? GitSource.of(Path.of(place)) : GitSource.of(place);
    if (given.optional("--branch").isPresent()) {
      source = source.branch(given.optional("--branch").get());
    }
    try (Slipway ci = Slipway.builder().console().build()) {
      BuildResult result = ci.build(pipeline(), source).await();
      System.out.println("1 build: " + result.outcome().word());
      return result.succeeded() ? 0 : 1;
    }
  }

  static Pipeline pipeline() {
    return Pipeline.named("own repository", p -> {
      p.timeLimit(Duration.ofHours(1));
      p.step("build and test", s -> s.sh(BUILD_AND_TEST).silenceLimit(Duration.ofMinutes(10)));
    });
  }
}
