package dev.slipway.config.codeship;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Directories with files of CodeShip projects: our own, and those of the corpus where one was named. */
final class SampleProjects {
  static final String PROPERTY = "slipway.corpus";

  private SampleProjects() {}

  /**
   * Two files that belong together.
   *
   * @param directory where they are
   * @param services the name of the services file, or null if there is none
   * @param steps the name of the steps file
   */
  record Sample(Path directory, @Nullable String services, String steps) {}

  static Optional<Path> corpus() {
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .filter(text -> !text.isBlank())
        .map(Path::of);
  }

  static Path own() {
    try {
      return Path.of(SampleProjects.class.getResource("web/codeship-steps.yml").toURI())
          .getParent()
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Sample> in(Path root) {
    try (Stream<Path> directories = Files.walk(root).filter(Files::isDirectory)) {
      List<Sample> samples = new ArrayList<>();
      for (Path directory : directories.sorted().toList()) {
        String steps = named(directory, "steps");
        if (steps != null) {
          String services = named(directory, "services");
          boolean compose = Files.exists(directory.resolve("docker-compose.yml"));
          samples.add(new Sample(
              directory, services == null && compose ? "docker-compose.yml" : services, steps));
        }
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String named(Path directory, String what) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("(codeship|jet)-" + what + "\\.(ya?ml|json)"))
          .sorted()
          .findFirst()
          .orElse(null);
    }
  }
}
