package dev.slipway.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, as written on everything it makes or holds, so that another one can tell whether it is still there. It can be told of
 * a process that it is gone only on the same host: it has ended, or is from before the host was started again. Immutable.
 *
 * @param host the host
 * @param boot when the host was started, as its kernel names it; {@code -} if it does not
 * @param space the namespace of process ids, {@code -} if there is none
 * @param pid the process id
 * @param start when the process was started, in milliseconds since 1970
 * @since 0.1
 */
public record ProcessIdentity(String host, String boot, String space, long pid, long start) {
  private static final String UNKNOWN = "-";
  private static final int PARTS = 5;

  /** This process, which does not change; the name of a host may have to be looked up. */
  private static final class Self {
    static final ProcessIdentity VALUE = new ProcessIdentity(
        hostName(),
        line(Path.of("/proc/sys/kernel/random/boot_id")),
        link(Path.of("/proc/self/ns/pid")),
        ProcessHandle.current().pid(),
        startOf(ProcessHandle.current()));
  }

  /** Returns the process of this Java virtual machine. */
  public static ProcessIdentity self() {
    return Self.VALUE;
  }

  /** Reads what {@link #toString} wrote; empty if it is something else. */
  public static Optional<ProcessIdentity> parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProcessIdentity(
          parts[0], parts[1], parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns whether it is known that this one is gone, as far as {@code judge} can see it. */
  public boolean isGone(ProcessIdentity judge) {
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

  /** Returns the process in words, such as {@code process 4711 on host build1}. */
  public String inWords() {
    return "process " + pid + " on host " + host;
  }

  /** Returns the process as {@link #parse} reads it. */
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
