package dev.slipway.deploy.ssh;

import java.util.List;

/**
 * What a script on a server came to.
 *
 * @param code its exit code
 * @param output what it wrote, the end of it if it was much
 */
record Answer(int code, String output) {
  boolean isGood() {
    return code == 0;
  }

  /** Returns what follows a word at the beginning of a line, for each such line. Others are not ours: the shell of an account may greet, or warn of a locale. */
  List<String> told(String word) {
    return output
        .lines()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .toList();
  }

  /** Returns the answer as a clause. */
  @Override
  public String toString() {
    String line = output.strip().replaceAll("\\s*\\n\\s*", " | ");
    return "exit code " + code + (line.isEmpty() ? "" : ": " + line);
  }
}
