package dev.slipway.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * When processes were started, in clock ticks since the kernel was. Unlike an instant it does not depend on the clock, which may be set: the JDK
 * adds the ticks to the time of the boot, and each Java virtual machine reads that once.
 *
 * @since 0.1
 */
public final class StartTicks {
  /** Stands for those that are not known. */
  public static final long UNKNOWN = -1;

  private static final Path PROC = Path.of("/proc");
  /** Counted from the state of the process, which follows its name and is the third word. */
  private static final int POSITION = 22 - 3;

  private static final boolean KEPT = Files.isReadable(PROC.resolve("self/stat"));

  private StartTicks() {}

  /** Returns whether the kernel tells them. */
  public static boolean areKept() {
    return KEPT;
  }

  /** Returns those of a process; {@link #UNKNOWN} if it has ended, or if they cannot be read. */
  public static long of(ProcessHandle process) {
    try {
      return read(process.pid());
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /**
   * Returns whether it is known that a process has ended. Only where {@link #areKept}.
   *
   * @param ticks when it was started; if that is {@link #UNKNOWN}, any process with its number may be the one
   */
  public static boolean showEndOf(long pid, long ticks) {
    try {
      long now = read(pid);
      return ticks != UNKNOWN && ticks != now;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      // the one who asks may be out of file handles; that says nothing about the other
      return false;
    }
  }

  private static long read(long pid) throws IOException {
    Path file = PROC.resolve(Long.toString(pid)).resolve("stat");
    String line = Files.readString(file, StandardCharsets.ISO_8859_1);
    // the name of the program may itself hold blanks and parentheses
    String[] words = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (words.length <= POSITION) {
      throw new IOException(file + " has only " + words.length + " words after the name");
    }
    try {
      return Long.parseLong(words[POSITION]);
    } catch (NumberFormatException e) {
      throw new IOException(file + " has no number where the start is told", e);
    }
  }
}
