package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The docker command line, as a second opinion. */
final class DockerCommand {
  private DockerCommand() {}

  /** Returns what a command writes; it must end well. */
  static String run(String... arguments) {
    return run(Path.of("."), Map.of(), arguments);
  }

  static String run(Path directory, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
      return output.strip();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Removes images, whether they are there or not. */
  static void forget(String... names) {
    try {
      List<String> command = new ArrayList<>(List.of("docker", "rmi", "-f"));
      command.addAll(List.of(names));
      Process process = new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      process.waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
