package dev.slipway.deploy.ssh;

import java.util.List;
import java.util.stream.Collectors;

/** Words for a POSIX shell. */
final class Shell {
  private Shell() {}

  /** Returns a text as one word, whatever is in it but a zero byte. */
  static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns a text as the value of an assignment that means the same to a shell and to systemd, which knows no other way to have single quotes in a value. */
  static String assigned(String text) {
    return '"' + text.replaceAll("[\"\\\\`$]", "\\\\$0") + '"';
  }

  /** Returns texts as words. */
  static String quote(List<String> texts) {
    return texts.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}
