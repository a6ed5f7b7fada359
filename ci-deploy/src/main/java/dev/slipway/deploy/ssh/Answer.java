package dev.slipway.deploy.ssh;

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

  /** Returns the answer as a clause. */
  @Override
  public String toString() {
    String line = output.strip().replaceAll("\\s*\\n\\s*", " | ");
    return "exit code " + code + (line.isEmpty() ? "" : ": " + line);
  }
}
