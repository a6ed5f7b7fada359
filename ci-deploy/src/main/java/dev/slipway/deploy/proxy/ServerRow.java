package dev.slipway.deploy.proxy;

import java.util.regex.Pattern;

/**
 * What HAProxy tells of a server.
 *
 * @param status such as {@code UP}, {@code DOWN 1/2}, {@code no check}, {@code DRAIN} or {@code MAINT}
 * @param check how the last check by HAProxy itself ended, such as {@code L7OK}; empty if it makes none
 * @param weight its share, compared with those of others
 * @param underWay how many requests it answers or waits for
 */
record ServerRow(String server, String status, String check, int weight, long underWay) {
  private static final Pattern WELL = Pattern.compile("(\\* )?L[467]OKC?");

  boolean isChecked() {
    return !check.isEmpty();
  }

  /**
   * A server that was just added is up before it was ever checked, and one that comes out of maintenance has the outcome of a check of earlier: only both together say that it is
   * well. A star says that the next check is under way.
   */
  boolean isWell() {
    return WELL.matcher(check).matches() && !isInMaintenance() && !status.startsWith("DOWN");
  }

  boolean isInMaintenance() {
    return status.startsWith("MAINT");
  }

  boolean getsRequests() {
    return status.startsWith("UP") || status.equals("no check");
  }
}
