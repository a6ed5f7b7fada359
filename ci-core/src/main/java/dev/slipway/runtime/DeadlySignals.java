package dev.slipway.runtime;

import java.util.Set;

/** Signals that end a process that does not handle them, with the numbers of Linux, as far as they occur in builds. */
final class DeadlySignals {
  /** HUP to TERM without the one that is not used, then XCPU, XFSZ and SYS. */
  static final Set<Integer> NUMBERS =
      Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 31);

  private DeadlySignals() {}
}
