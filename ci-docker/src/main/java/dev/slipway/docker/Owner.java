package dev.slipway.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A Java virtual machine, as written on everything it makes, so that another one can tell whether it is still there. It can be told
 * of machines that are gone only on the same host: a process that has ended, or one from before the host was started again.
 *
 * @param host the host
 * @param boot when the host was started, as its kernel names it; {@code -} if it does not
 * @param space the namespace of process ids, {@code -} if there is none
 * @param pid the process id
 * @param start when the process was started, in milliseconds since 1970
 */
record Owner(String host, String boot, String space, long pid, long start) {
  private static final String UNKNOWN = "-";
  private static final int PARTS = 5;

  /** Returns this Java virtual machine. */
  static Owner self() {
    ProcessHandle self = ProcessHandle.current();
    return new Owner(
        hostName(),
        line(Path.of("/proc/sys/kernel/random/boot_id")),
        link(Path.of("/proc/self/ns/pid")),
        self.pid(),
        startOf(self));
  }

  /** Reads what {@link #toString} wrote; empty if it is something else. */
  static Optional<Owner> parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Owner(
          parts[0], parts[1], parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns whether it is known that this one is gone, as far as {@code judge} can see it. */
  boolean isGone(Owner judge) {
    if (!host.equals(judge.host)) {
      return false;
    }
    if (!boot.equals(judge.boot)) {
      return true;
    }
    if (!space.equals(judge.space)) {
      return false;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process) == start)
        .isEmpty();
  }

  @Override
  public String toString() {
    return String.join(" ", host, boot, space, Long.toString(pid), Long.toString(start));
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return word(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }

  private static String line(Path file) {
    try {
      return word(Files.readString(file));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String link(Path file) {
    try {
      return word(Files.readSymbolicLink(file).toString());
    } catch (IOException | UnsupportedOperationException e) {
      return UNKNOWN;
    }
  }

  private static String word(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() || stripped.contains(" ") ? UNKNOWN : stripped;
  }
}
