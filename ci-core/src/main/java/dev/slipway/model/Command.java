package dev.slipway.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command to run: a program and its arguments, with no shell in between unless the program is one. Immutable.
 *
 * @param argv the program and its arguments
 * @since 0.1
 */
public record Command(List<String> argv) {

  /**
   * Makes a command.
   *
   * @throws NullPointerException if a word is null
   */
  public Command {
    argv = List.copyOf(argv);
  }

  /** Returns a command without a shell. */
  public static Command of(String... argv) {
    return new Command(List.of(argv));
  }

  /** Returns a script for {@code /bin/sh -ec}: it stops at the first line that fails. */
  public static Command sh(String script) {
    return new Command(List.of("/bin/sh", "-ec", script));
  }

  /** Returns the command as people write it: a script as it stands, other words quoted where a shell would need it. */
  @Override
  public String toString() {
    if (argv.size() == 3 && argv.get(0).equals("/bin/sh") && argv.get(1).equals("-ec")) {
      return argv.get(2);
    }
    return argv.stream().map(Command::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    boolean plain = !word.isEmpty()
        && word.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-./:=,@%+".indexOf(c) >= 0);
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
