package dev.slipway.docker;

import java.util.List;

/**
 * The first process of a container that waits for commands. It does nothing, but as the first process it is the one that no other
 * process of the container can end, and it buries orphans. Only the shell of the image is needed; without a program {@code
 * sleep} it waits for input that never comes.
 */
final class Idle {
  static final String SHELL = "/bin/sh";
  static final List<String> COMMAND = List.of(
      SHELL, "-c", "trap '' TERM INT HUP; while :; do sleep 3600; [ $? -eq 127 ] && read x; done");

  /** Asks all processes of the container to stop, but the first one and itself. */
  static final List<String> ASK_ALL = List.of(SHELL, "-c", "kill -TERM -1");

  private Idle() {}
}
