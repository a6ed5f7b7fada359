package dev.slipway.deploy.ssh;

import java.util.Set;
import java.util.TreeSet;

/**
 * What is on a server.
 *
 * @param serving the number of the release that is served; 0 if none is
 * @param kept the numbers of the releases that are in place
 */
record ServerState(int serving, Set<Integer> kept) {

  /** Reads what {@link Scripts#state} has written. */
  static ServerState parse(String output) {
    int serving = 0;
    Set<Integer> kept = new TreeSet<>();
    for (String line : output.lines().toList()) {
      if (line.matches("serving \\d{1,9}")) {
        serving = Integer.parseInt(line.substring("serving ".length()));
      } else if (line.matches("kept \\d{1,9}")) {
        kept.add(Integer.parseInt(line.substring("kept ".length())));
      }
    }
    return new ServerState(serving, kept);
  }
}
