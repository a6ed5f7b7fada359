package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import dev.slipway.runtime.CommandNotFoundException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how a command ended that may not have been there. */
record Programs(Engine engine, String place, Image image, String directory) {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  /** Throws if an exit code means that the program is not there, or cannot be executed. */
  void require(String container, String program, int code, String @Nullable [] environment) {
    if (code != NOT_FOUND && code != NOT_EXECUTABLE) {
      return;
    }
    String searchPath =
        ProgramLookup.searchPath(environment == null ? List.of() : List.of(environment));
    if (!isThere(container, program, searchPath)) {
      if (program.equals(Idle.SHELL)) {
        throw noShell();
      }
      throw new CommandNotFoundException(
          new Problem(
              place,
              "the program '" + program + "' is not there, or cannot be executed",
              "a program in image '" + image + "' or in the workspace",
              "correct its name, set its executable bit, or use an image that has it"),
          null);
    }
  }

  private CommandNotFoundException noShell() {
    return new CommandNotFoundException(
        new Problem(
            place,
            "image '" + image + "' has no " + Idle.SHELL,
            "a shell, in which scripts run",
            "use an image that has one, or exec(...) with a program of the image"),
        null);
  }

  boolean isThere(String container, String program, String searchPath) {
    return new ProgramLookup(engine, container, directory).isThere(program, searchPath);
  }
}
