package dev.slipway.runtime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A line of {@code /proc/PID/stat}, as far as it is needed. */
record ProcessEntry(long pid, String name, char state, long parent, long group, long session) {

  /** Returns nothing if the process is gone. */
  static Optional<ProcessEntry> read(Path directory) {
    try {
      return Optional.of(
          parse(Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Reads a line; the name of the program may itself hold blanks and parentheses. */
  static ProcessEntry parse(String line) {
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    String[] rest = line.substring(close + 2).split(" ", 5);
    return new ProcessEntry(
        Long.parseLong(line.substring(0, open - 1)),
        line.substring(open + 1, close),
        rest[0].charAt(0),
        Long.parseLong(rest[1]),
        Long.parseLong(rest[2]),
        Long.parseLong(rest[3]));
  }

  boolean isDead() {
    return state == 'Z' || state == 'X';
  }
}
