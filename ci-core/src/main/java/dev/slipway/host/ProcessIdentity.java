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
 * @param start when the process was started, in milliseconds since 1970, by the clock as it was set then
 * @param ticks the same in clock ticks since the host was started, which no step of the clock changes; -1 where the kernel does not
 *     tell them, and in what earlier snapshots wrote
 * @since 0.1
 */
public record ProcessIdentity(
    String host, String boot, String space, long pid, long start, long ticks) {
  private static final String UNKNOWN = "-";
  private static final int PARTS_WITHOUT_TICKS = 5;
  private static final int PARTS = 6;

  /** This process, which does not change; the name of a host may have to be looked up. */
  private static final class Self {
    static final ProcessIdentity VALUE = new ProcessIdentity(
        hostName(),
        line(Path.of("/proc/sys/kernel/random/boot_id")),
        link(Path.of("/proc/self/ns/pid")),
        ProcessHandle.current().pid(),
        startOf(ProcessHandle.current()),
        StartTicks.of(ProcessHandle.current()));
  }

  /** Makes an identity without ticks. */
  public ProcessIdentity(String host, String boot, String space, long pid, long start) {
    this(host, boot, space, pid, start, StartTicks.UNKNOWN);
  }

  /** Returns the process of this Java virtual machine. */
  public static ProcessIdentity self() {
    return Self.VALUE;
  }

  /** Returns a process of this host that this one sees, such as a child. */
  public static ProcessIdentity of(ProcessHandle process) {
    ProcessIdentity self = self();
    return new ProcessIdentity(
        self.host, self.boot, self.space, process.pid(), startOf(process), StartTicks.of(process));
  }

  /** Reads what {@link #toString} wrote, now or in an earlier snapshot; empty if it is something else. */
  public static Optional<ProcessIdentity> parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != PARTS && parts.length != PARTS_WITHOUT_TICKS) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ProcessIdentity(
          parts[0],
          parts[1],
          parts[2],
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]),
          parts.length == PARTS ? Long.parseLong(parts[5]) : StartTicks.UNKNOWN));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns whether it is known that this one is gone, as far as {@code judge} can see it. Where the kernel tells ticks, one without them is
   * taken for alive as long as any process has its number: its start was told by a clock that may have been set since.
   */
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
    return StartTicks.areKept() ? StartTicks.showEndOf(pid, ticks) : find().isEmpty();
  }

  /** Returns the process if it is certain that it is this one, so that it may be ended; empty if not, or if it has ended. */
  public Optional<ProcessHandle> find() {
    ProcessIdentity self = self();
    if (!boot.equals(self.boot) || !space.equals(self.space)) {
      return Optional.empty();
    }
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isThis);
  }

  private boolean isThis(ProcessHandle process) {
    return ticks == StartTicks.UNKNOWN
        ? startOf(process) == start
        : StartTicks.of(process) == ticks;
  }

  /** Returns the process in words, such as {@code process 4711 on host build1}. */
  public String inWords() {
    return "process " + pid + " on host " + host;
  }

  /** Returns the process as {@link #parse} reads it. */
  @Override
  public String toString() {
    String text = String.join(" ", host, boot, space, Long.toString(pid), Long.toString(start));
    return ticks == StartTicks.UNKNOWN ? text : text + " " + ticks;
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
