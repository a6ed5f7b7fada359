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

  /** Returns texts as words. */
  static String quote(List<String> texts) {
    return texts.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}
