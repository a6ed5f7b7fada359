package dev.slipway.runtime.process;

import dev.slipway.diagnostic.Problem;
import dev.slipway.host.HostPrograms;
import dev.slipway.model.Command;
import dev.slipway.runtime.CommandNotFoundException;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the commands of a session; all that can be wrong is told in the words of the user, as far as it can be known. */
final class Launch {
  /** The longest single word the Linux kernel takes, with its end. */
  private static final int LONGEST_WORD = 128 * 1024;

  private final SessionSpec spec;
  private final List<String> launcher;
  private final Map<String, String> environment;
  private final Path directory;

  Launch(SessionSpec spec, List<String> launcher, Marker marker) {
    this.spec = spec;
    this.launcher = launcher;
    this.environment = HostEnvironment.with(spec.environment(), System.getenv());
    environment.put(Marker.VARIABLE, marker.value());
    this.directory = spec.workspace().resolve(spec.execution().directory()).normalize();
  }

  /** Starts a command whose output goes to these pipes, which must be open for reading. */
  Process start(Command command, Path out, Path err) {
    requireDirectory();
    requireProgram(command);
    requireShortWords(command);
    ShellRelay relay = new ShellRelay(environment, command.argv());
    try {
      return ShellRelay.isNeeded(environment, command.argv())
          ? startByShell(relay, out, err)
          : startDirectly(command, out, err);
    } catch (IOException | IllegalArgumentException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              place(),
              "the operating system would not start '" + command.argv().get(0) + "'",
              "a command that can be started in " + directory,
              "see the cause below"),
          // the message of the second names a variable together with its value
          e instanceof IOException ? e : null);
    }
  }

  String place() {
    return "step '" + spec.step() + "'";
  }

  private Process startDirectly(Command command, Path out, Path err) throws IOException {
    ProcessBuilder builder = builder(command.argv(), environment, out, err);
    return builder.redirectInput(new File("/dev/null")).start();
  }

  private Process startByShell(ShellRelay relay, Path out, Path err) throws IOException {
    Process process =
        builder(List.of("/bin/sh"), relay.plainVariables(), out, err).start();
    try (OutputStream script = process.getOutputStream()) {
      script.write(relay.script());
    }
    return process;
  }

  private ProcessBuilder builder(
      List<String> argv, Map<String, String> variables, Path out, Path err) {
    List<String> words = new ArrayList<>(launcher);
    words.addAll(argv);
    ProcessBuilder builder = new ProcessBuilder(words)
        .directory(directory.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(variables);
    return builder;
  }

  private void requireDirectory() {
    if (!directory.startsWith(spec.workspace().normalize())) {
      throw unavailable(
          "the working directory '" + spec.execution().directory() + "' is outside the workspace",
          "a directory in " + spec.workspace(),
          "correct the directory of the step");
    }
    if (!Files.isDirectory(directory)) {
      throw unavailable(
          "the working directory " + directory + " is not there",
          "a directory",
          "make it in an earlier command or step, or correct the directory of the step");
    }
  }

  private void requireProgram(Command command) {
    if (command.argv().isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
    String name = command.argv().get(0);
    String searchPath = environment.getOrDefault("PATH", HostPrograms.DEFAULT_PATH);
    List<Path> candidates = HostPrograms.existing(name, searchPath, directory);
    if (candidates.stream().anyMatch(HostPrograms::isProgram)) {
      return;
    }
    if (candidates.isEmpty()) {
      String where = name.contains("/") ? "in " + directory : "on the PATH " + searchPath;
      throw notFound(
          "the program '" + name + "' is not there",
          "a program " + where,
          "install it, correct its name, or run the step in an image that has it");
    }
    throw notFound(
        "the program '" + name + "' cannot be executed: " + candidates.get(0),
        "a file that this user may execute",
        "set its executable bit, or start it by its interpreter");
  }

  private void requireShortWords(Command command) {
    boolean fits = command.argv().stream().allMatch(word -> word.length() < LONGEST_WORD)
        && environment.values().stream().allMatch(value -> value.length() < LONGEST_WORD);
    if (!fits) {
      throw unavailable(
          "an argument or a variable of '" + command.argv().get(0) + "' is longer than 128 KiB",
          "what the operating system takes",
          "write it to a file in the workspace and pass the name of the file");
    }
  }

  private RuntimeUnavailableException unavailable(String found, String expected, String remedy) {
    return new RuntimeUnavailableException(new Problem(place(), found, expected, remedy), null);
  }

  private CommandNotFoundException notFound(String found, String expected, String remedy) {
    return new CommandNotFoundException(new Problem(place(), found, expected, remedy), null);
  }
}
