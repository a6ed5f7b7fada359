package dev.slipway.deploy.ssh;

import java.util.Set;
import java.util.TreeSet;

/**
 * What is on a server.
 *
 * @param serving the number of the release that is served; 0 if none is
 * @param changing the number of the release to which the server was about to change when that was cut short or failed; 0 if nothing was
 * @param kept the numbers of the releases that are in place
 */
record ServerState(int serving, int changing, Set<Integer> kept) {

  /** Reads what {@link Scripts#state} has written. */
  static ServerState parse(String output) {
    int serving = 0;
    int changing = 0;
    Set<Integer> kept = new TreeSet<>();
    for (String line : output.lines().toList()) {
      if (line.matches("serving \\d{1,9}")) {
        serving = Integer.parseInt(line.substring("serving ".length()));
      } else if (line.matches("changing \\d{1,9}")) {
        changing = Integer.parseInt(line.substring("changing ".length()));
      } else if (line.matches("kept \\d{1,9}")) {
        kept.add(Integer.parseInt(line.substring("kept ".length())));
      }
    }
    return new ServerState(serving, changing, kept);
  }
}
